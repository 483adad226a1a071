/**
 * A job as the server shows it: the part of `shared/contracts/job.ts` that callers read. Written out because this
 * room depends on nothing; test/unit/client/job-view.test.ts holds the two together.
 */
export interface JobView {
  readonly id: string;
  readonly name: string;
  readonly state: 'queued' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled';
  readonly steps: readonly {
    readonly name: 'chunk' | 'merge';
    readonly state: string;
    readonly value: number;
    readonly max: number;
    readonly unit: 'rows' | 'parts';
  }[];
  readonly num_records: number;
  readonly rows_per_second: number | null;
  readonly eta_seconds: number | null;
  readonly error: { readonly code: string; readonly message: string; readonly task: string | null } | null;
  readonly format: string;
  readonly seed: number;
  readonly created_at: string;
  readonly ended_at: string | null;
}

export interface JobEventView {
  readonly event_sequence: number;
  readonly name: string;
  readonly job: JobView;
}

/** A finished dataset: the part of `shared/contracts/dataset-manifest.ts` that callers read. */
export interface DatasetView {
  readonly dataset_id: string;
  readonly seed: number;
  readonly tables: readonly {
    readonly name: string;
    readonly num_records: number;
    readonly files: readonly { readonly name: string; readonly bytes: number; readonly num_records: number }[];
  }[];
}

/** Nothing more will happen to a job in one of these states unless someone asks for it. */
export function hasEnded(job: JobView): boolean {
  return job.state === 'succeeded' || job.state === 'failed' || job.state === 'cancelled';
}
