const API_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const WORK_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600];

const GENERATOR_TYPES = ['tabular'];
const STATUSES = ['succeeded', 'failed', 'cancelled'];
const DATA_SIZES = ['small', 'medium', 'large'];
const FORMATS = ['parquet', 'csv', 'json', 'jsonl', 'arrow', 'sql'];
const STEPS = ['chunk', 'merge'];
const ENDINGS = ['completed', 'failed', 'dropped', 'released'];

const CACHED_KINDS = ['rows', 'preview', 'estimate', 'schema', 'manifest'];
const CACHE_OUTCOMES = ['memory', 'redis', 'miss'];
const CACHE_OPERATIONS = ['find', 'keep', 'forget', 'hint', 'warm', 'connect'];

interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds, ascending; histograms only. */
  readonly buckets?: readonly number[];
  /** Values of every label, in their order, where they are known beforehand: those series are there from the start. */
  readonly values?: readonly (readonly string[])[];
}

/**
 * Every metric of our own. Labels are closed sets (methods, route patterns, codes, kinds): never a tenant, a job, a
 * file or anything else that a caller names.
 */
export const METRICS = {
  tabular_api_requests_total: {
    kind: 'counter',
    help: 'Requests answered.',
    labels: ['method', 'endpoint', 'status'],
  },
  tabular_api_request_duration_seconds: {
    kind: 'histogram',
    help: 'Time from the first byte of a request to the start of its answer.',
    labels: ['method', 'endpoint'],
    buckets: API_SECONDS,
  },
  tabular_generations_total: {
    kind: 'counter',
    help: 'Generations ended, in a request or as a job.',
    labels: ['generator_type', 'status'],
    values: [GENERATOR_TYPES, STATUSES],
  },
  tabular_generation_duration_seconds: {
    kind: 'histogram',
    help: 'Time of one generation; data_size is small (answered at once), medium (up to 1M rows) or large.',
    labels: ['generator_type', 'data_size'],
    buckets: WORK_SECONDS,
    values: [GENERATOR_TYPES, DATA_SIZES],
  },
  tabular_records_generated_total: { kind: 'counter', help: 'Rows generated.', labels: [] },
  tabular_bytes_generated_total: {
    kind: 'counter',
    help: 'Encoded bytes of generated rows.',
    labels: ['format'],
    values: [FORMATS],
  },
  tabular_active_generations: { kind: 'gauge', help: 'Generations running in requests.', labels: [] },
  tabular_active_tasks: { kind: 'gauge', help: 'Tasks that a worker holds a lease on.', labels: [] },
  tabular_queue_depth_tasks: { kind: 'gauge', help: 'Tasks that wait for a worker.', labels: [] },
  tabular_chunk_duration_seconds: {
    kind: 'histogram',
    help: 'Time to make and store one part.',
    labels: [],
    buckets: WORK_SECONDS,
  },
  tabular_merge_duration_seconds: {
    kind: 'histogram',
    help: 'Time to merge the parts of one file.',
    labels: [],
    buckets: WORK_SECONDS,
  },
  tabular_task_attempts_total: {
    kind: 'counter',
    help: 'Attempts at tasks that ended in this process; dropped ones had lost their lease, released ones went back.',
    labels: ['step', 'status'],
    values: [STEPS, ENDINGS],
  },
  tabular_lease_expiries_total: {
    kind: 'counter',
    help: 'Leases that this process took back from workers that gave no sign of life.',
    labels: [],
  },
  tabular_cache_finds_total: {
    kind: 'counter',
    help: 'Answers looked for among those kept, by the level where they were found.',
    labels: ['kind', 'outcome'],
    values: [CACHED_KINDS, CACHE_OUTCOMES],
  },
  tabular_cache_errors_total: {
    kind: 'counter',
    help: 'What went wrong with Redis; each costs time only.',
    labels: ['operation'],
    values: [CACHE_OPERATIONS],
  },
  tabular_cache_memory_bytes: { kind: 'gauge', help: 'Answers kept in the memory of this process.', labels: [] },
  tabular_errors_total: {
    kind: 'counter',
    help: 'Errors by code and by the part of the program that met them.',
    labels: ['error_type', 'component'],
  },
  tabular_memory_usage_bytes: { kind: 'gauge', help: 'Resident memory of this process.', labels: [] },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;
export type LabelsOf<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]['labels'][number], string>>;
