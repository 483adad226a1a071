import * as z from 'zod';
import { LIMITS } from './limits.ts';
import { OUTPUT_FORMATS } from './spec-document.ts';
import { SchemaName, SpecSource } from './stored-schema.ts';

const Rows = z.int().min(0).max(LIMITS.rows);

/** What a request changes of the specification that it names: what it says beats the specification. */
export const RequestOverrides = z.strictObject({
  /** Of the only table, or by table. */
  num_records: z.union([Rows, z.record(z.string().min(1).max(LIMITS.nameLength), Rows)]).optional(),
  /** What every stated number of rows is multiplied by. */
  scale: z.number().positive().max(1e9).optional(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Of every person. */
  locale: z.string().min(1).max(32).optional(),
  format: z.enum(OUTPUT_FORMATS).optional(),
  output: z.record(z.string(), z.unknown()).optional(),
});
export type RequestOverrides = z.infer<typeof RequestOverrides>;

const Sources = z.strictObject({
  /** A specification in any accepted spelling. */
  spec: SpecSource.optional(),
  /** A stored schema: `shop` for the latest version at each time, `shop@3` for one that never changes. */
  schema_ref: z.string().optional(),
  /** A built-in template. */
  template: z.string().optional(),
});
const SOURCES = Object.keys(Sources.shape) as (keyof typeof Sources.shape)[];

/** A request for rows that is kept and carried out later: one source and what is changed of it. */
export const StoredRequest = z
  .strictObject({ ...Sources.shape, ...RequestOverrides.shape })
  .refine((request) => SOURCES.filter((name) => request[name] !== undefined).length === 1, {
    message: `must hold one of ${SOURCES.join(', ')}`,
  });
export type StoredRequest = z.infer<typeof StoredRequest>;

/** What a store tells, as S3 and MinIO word it; members that nothing here reads are let pass. */
export const StorageEventBody = z
  .looseObject({
    Records: z
      .array(
        z.looseObject({
          eventName: z.string(),
          s3: z.looseObject({
            bucket: z.looseObject({ name: z.string() }),
            /** The key comes percent-encoded. */
            object: z.looseObject({ key: z.string(), eTag: z.string().min(1).max(200).optional() }),
          }),
        }),
      )
      .max(1_000)
      .optional(),
  })
  .meta({ description: 'An event as S3 and MinIO send it.' });
export type StorageEventBody = z.infer<typeof StorageEventBody>;

/** `POST /v1/storage-events`: how many arrivals were noted, and how many were known already or are no requests. */
export const StorageEventReceipt = z.strictObject({ received: z.int().min(0), ignored: z.int().min(0) });
export type StorageEventReceipt = z.infer<typeof StorageEventReceipt>;

export const INBOX_STATES = ['received', 'generating', 'succeeded', 'failed', 'superseded'] as const;

/** An object that arrived in the inbox, and what became of it. */
export const InboxEvent = z.strictObject({
  id: z.string(),
  bucket: z.string(),
  /** Empty where the event itself could not be read. */
  key: z.string(),
  etag: z.string(),
  /** Whether the store told of it, or it was found in a list. */
  found_by: z.enum(['event', 'list']),
  /** `superseded`: the object was changed or deleted before its turn came. */
  state: z.enum(INBOX_STATES),
  job_id: z.string().nullable(),
  /** Below which prefix the results are, or will be. */
  outbox: z.string().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  received_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
});
export type InboxEvent = z.infer<typeof InboxEvent>;

/** `GET /v1/storage-events`, newest first. */
export const InboxQuery = z.strictObject({
  state: z.enum(INBOX_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next_cursor` of the previous page. */
  cursor: z
    .string()
    .regex(/^evt_[0-9a-z]{26}$/, 'must be next_cursor of a page')
    .optional(),
});
export type InboxQuery = z.infer<typeof InboxQuery>;

export const InboxList = z.strictObject({ events: z.array(InboxEvent), next_cursor: z.string().nullable() });
export type InboxList = z.infer<typeof InboxList>;

export const SEED_POLICIES = ['due_time', 'fixed'] as const;
export const CATCH_UP_POLICIES = ['skip', 'one', 'all'] as const;

/** `PUT /v1/schedules/{name}`. */
export const ScheduleChange = z.strictObject({
  /** Minute, hour, day of month, month, day of week; or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. */
  cron: z.string().min(1).max(200),
  /** A name such as `Europe/Berlin`. */
  time_zone: z.string().min(1).max(64).default('UTC'),
  request: StoredRequest,
  /** `due_time`: other rows each time, the same for the same time; `fixed`: the same rows each time. */
  seed_policy: z.enum(SEED_POLICIES).default('due_time'),
  /** What becomes of due times that nobody was there for. */
  catch_up: z.enum(CATCH_UP_POLICIES).default('one'),
  /** Days that the jobs and their files are kept; 0 for ever. */
  retention_days: z.int().min(0).max(36_500).default(30),
});
export type ScheduleChange = z.infer<typeof ScheduleChange>;

/** `POST /v1/schedules`. */
export const ScheduleCreation = z.strictObject({ name: SchemaName, ...ScheduleChange.shape });
export type ScheduleCreation = z.infer<typeof ScheduleCreation>;

/** One time that a schedule was carried out, or not. */
export const ScheduleRun = z.strictObject({
  id: z.string(),
  /** By the clock, or because somebody asked. */
  kind: z.enum(['due', 'manual']),
  due_at: z.iso.datetime(),
  /** `started` means that there is a job, which tells the rest. */
  state: z.enum(['pending', 'started', 'failed', 'skipped']),
  /** Due times before this one that were passed over. */
  missed: z.int().min(0),
  job_id: z.string().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;

export const Schedule = z.strictObject({
  name: SchemaName,
  id: z.string(),
  ...ScheduleChange.shape,
  request: z.looseObject({}),
  is_paused: z.boolean(),
  /** The next five; none while paused. */
  next_runs: z.array(z.iso.datetime()),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Schedule = z.infer<typeof Schedule>;

/** `GET /v1/schedules` and `GET /v1/schedules/{name}/runs`. */
export const SchedulePageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next_cursor` of the previous page. */
  cursor: z.string().min(1).max(200).optional(),
});
export type SchedulePageQuery = z.infer<typeof SchedulePageQuery>;

/** By name. */
export const ScheduleList = z.strictObject({ schedules: z.array(Schedule), next_cursor: z.string().nullable() });
export type ScheduleList = z.infer<typeof ScheduleList>;

/** Newest first. */
export const ScheduleRunList = z.strictObject({ runs: z.array(ScheduleRun), next_cursor: z.string().nullable() });
export type ScheduleRunList = z.infer<typeof ScheduleRunList>;
