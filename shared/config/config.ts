import * as z from 'zod';

const MIB = 1024 * 1024;
const DAY_SECONDS = 86_400;

/** `auto`, a number of rows (`500000`), or encoded bytes of a part (`16MiB`): see `chunkSizeOf`. */
const ChunkSize = z.union([
  z.literal('auto'),
  z.int().min(1),
  z.string().regex(/^\d{1,6}\s?[KM]iB$/, 'must be auto, a number of rows, or bytes such as 16MiB'),
]);

const Origin = z.string().regex(/^https?:\/\/[^/\s]+$/, 'must look like https://example.com');
/** Classes of S3 whose objects are read at once. */
const READABLE_CLASSES = ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'] as const;
const S3Endpoint = z
  .string()
  .regex(/^(https?:\/\/)?[^\s/?#@]+$/, 'must look like https://s3.example.com or minio:9000');
const seconds = (max: number) => z.number().positive().max(max);

/** Sections that have no keys yet: present so that a file may name them, refused when they hold anything. */
const Empty = z.strictObject({}).prefault({});

/**
 * The configuration, section by section, with every default. A key exists only if something reads it.
 * docs/configuration.md explains each; a test compares the two.
 */
export const Config = z.strictObject({
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8_000),
      body_limit_bytes: z
        .int()
        .min(1_024)
        .max(1_024 * MIB)
        .default(16 * MIB),
      request_timeout_seconds: seconds(DAY_SECONDS).default(600),
      /** From SIGTERM to the end of the process. */
      drain_seconds: seconds(600).default(10),
      /** Names in `Host` that are answered beside loopback names and `host`; `*` for any. */
      allowed_hosts: z.array(z.string().min(1)).default([]),
      cors_origins: z.array(Origin).default([]),
      /** Requests at work at once, probes aside; further ones are answered 429. */
      max_in_flight: z.int().min(1).max(100_000).default(1_000),
    })
    .prefault({}),
  database: z
    .strictObject({
      /** Absent: the embedded database in `storage.data_dir`. */
      url: z
        .string()
        .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
        .optional(),
      /** Connections of one process at most. */
      pool_size: z.int().min(1).max(1_000).default(10),
      /** How long work waits for one of them. */
      pool_timeout_seconds: seconds(600).default(10),
      /** A connection is closed at this age. */
      recycle_seconds: seconds(7 * DAY_SECONDS).default(3_600),
      /** The server stops a statement that takes longer. */
      statement_timeout_seconds: seconds(DAY_SECONDS).default(60),
      /** Likewise for the wait for a lock; nor may a transaction be idle for longer. */
      lock_timeout_seconds: seconds(DAY_SECONDS).default(10),
      /** PEM file of the CA that the server's certificate is of. */
      ca_file: z.string().min(1).optional(),
    })
    .prefault({}),
  redis: z
    .strictObject({
      /** Absent: answers are kept in memory only. */
      url: z
        .string()
        .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
        .optional(),
      /** Connections of one process at most, beside one that listens. */
      pool_size: z.int().min(1).max(1_000).default(10),
      /** For connecting and for every command; nobody who waits for an answer waits so long. */
      timeout_seconds: seconds(60).default(5),
      /** PEM file of the CA that the server's certificate is of. */
      ca_file: z.string().min(1).optional(),
    })
    .prefault({}),
  cache: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Of rows and previews, which never change. */
      ttl_seconds: seconds(30 * DAY_SECONDS).default(3_600),
      /** Of estimates, schemas and manifests. */
      query_ttl_seconds: seconds(DAY_SECONDS).default(300),
      /** Larger answers are not kept. */
      entry_bytes: z
        .int()
        .min(0)
        .max(128 * MIB)
        .default(100 * MIB),
      /** In the memory of one process at most; never more than a quarter of what the process may have. */
      memory_bytes: z
        .int()
        .min(0)
        .max(1024 * 1_024 * MIB)
        .default(1_024 * MIB),
    })
    .prefault({}),
  storage: z
    .strictObject({
      data_dir: z.string().min(1).default('data'),
      /** Absent: objects lie in `data_dir`. */
      s3_endpoint: S3Endpoint.optional(),
      /** Where clients outside reach the same store; files are then fetched from there. */
      s3_public_endpoint: S3Endpoint.optional(),
      /** Whether an endpoint without a scheme is https. */
      s3_use_ssl: z.boolean().default(true),
      s3_region: z.string().min(1).default('us-east-1'),
      s3_bucket: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must have 3 to 63 of a-z, 0-9, dot and hyphen')
        .default('tabular-data'),
      s3_access_key_id: z.string().min(1).optional(),
      s3_secret_access_key: z.string().min(1).optional(),
      /** PEM file of the certificates that alone may vouch for the endpoint. */
      s3_ca_file: z.string().min(1).optional(),
      /** The store's own class of datasets in a tier; absent: its default. */
      s3_warm_class: z.enum(READABLE_CLASSES).optional(),
      s3_cold_class: z.enum([...READABLE_CLASSES, 'GLACIER', 'DEEP_ARCHIVE']).optional(),
      /** Ages at which a tier ends: datasets are hot, then warm, then cold, then deleted; 0: this tier does not end. */
      hot_days: z.number().min(0).max(36_500).default(7),
      warm_days: z.number().min(0).max(36_500).default(30),
      cold_days: z.number().min(0).max(36_500).default(365),
    })
    .prefault({}),
  generation: z
    .strictObject({
      max_rows_per_request: z.int().min(1).max(Number.MAX_SAFE_INTEGER).default(10_000_000),
      max_columns: z.int().min(1).max(1_000).default(1_000),
      /** Jobs and small requests that run at once; further jobs queue, further small requests get 429. */
      max_concurrent: z.int().min(1).max(1_000).default(10),
      /** Worker threads; 0 stands for the number of cores. */
      parallel_workers: z.int().min(0).max(256).default(0),
      chunk_size: ChunkSize.default('auto'),
      /** Up to here rows are answered at once, beyond it a job is made. */
      sync_max_rows: z.int().min(0).max(1_000_000).default(50_000),
      sync_max_bytes: z
        .int()
        .min(0)
        .max(256 * MIB)
        .default(16 * MIB),
    })
    .prefault({}),
  validation: Empty,
  privacy: Empty,
  processing: z
    .strictObject({
      /** How long a worker holds a task without a sign of life. */
      lease_seconds: z.number().min(2).max(3_600).default(15),
      /** A job without progress for so long fails. */
      job_deadline_seconds: seconds(30 * DAY_SECONDS).default(3_600),
      /** Ended jobs and their files are deleted after so many days; 0 keeps them for ever. */
      retention_days: z.number().min(0).max(36_500).default(30),
      /** Where functions ring each other: `<address>/<name>`, or with `{name}` where the name stands. */
      functions_url: z
        .string()
        .regex(/^https?:\/\/[^\s?#]*[^\s?#/]$/, 'must look like http://gateway:8080/function or http://{name}.local')
        .optional(),
      /** What a rung function does: works while the request is open, or answers at once and works on. */
      run_mode: z.enum(['inline', 'background']).default('inline'),
    })
    .prefault({}),
  monitoring: z
    .strictObject({
      log_level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      log_format: z.enum(['json', 'text']).default('json'),
    })
    .prefault({}),
  security: z
    .strictObject({
      /** Needed on every request when set; required for any address but loopback. */
      api_key: z.string().min(16, 'must have at least 16 characters').optional(),
      /** Needed to ring chunk, merge and tick, which do not start without it; embedded, nothing reads it. */
      internal_secret: z.string().min(16, 'must have at least 16 characters').optional(),
      /** Values of `X-Connector` or `ce-type` that may call tick without the secret. */
      trusted_triggers: z.array(z.string().min(1)).default([]),
      /** What a store shows as bearer token when it tells of new objects; without it none may. */
      webhook_secret: z
        .string()
        // MinIO sends a token with spaces as it is, or not at all.
        .regex(/^\S{16,}$/, 'must have at least 16 characters and no spaces')
        .optional(),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;

/** Values that are never printed. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'security.api_key',
  'security.internal_secret',
  'security.webhook_secret',
  'database.url',
  'redis.url',
  'storage.s3_access_key_id',
  'storage.s3_secret_access_key',
]);

/** Environment names beside the regular `TABULAR_<SECTION>_<KEY>`, which wins when both are set. */
export const ENVIRONMENT_ALIASES: Readonly<Record<string, string>> = {
  'server.port': 'PORT',
  'server.host': 'TABULAR_HOST',
  'database.url': 'DATABASE_URL',
  'redis.url': 'REDIS_URL',
  'storage.data_dir': 'TABULAR_DATA_DIR',
  'storage.s3_endpoint': 'S3_ENDPOINT',
  'storage.s3_public_endpoint': 'S3_PUBLIC_ENDPOINT',
  'storage.s3_use_ssl': 'S3_USE_SSL',
  'storage.s3_region': 'S3_REGION',
  'storage.s3_bucket': 'S3_BUCKET',
  'storage.s3_access_key_id': 'S3_ACCESS_KEY_ID',
  'storage.s3_secret_access_key': 'S3_SECRET_ACCESS_KEY',
  'storage.s3_ca_file': 'S3_CA_FILE',
  'security.api_key': 'TABULAR_API_KEY',
  'security.internal_secret': 'TABULAR_INTERNAL_SECRET',
  'security.webhook_secret': 'TABULAR_WEBHOOK_SECRET',
  'monitoring.log_level': 'TABULAR_LOG_LEVEL',
  'monitoring.log_format': 'TABULAR_LOG_FORMAT',
};

export type ConfigSection = keyof typeof Config.shape;
export const CONFIG_SECTIONS = Object.keys(Config.shape) as ConfigSection[];

/** Schemas of one section's keys. */
export function keysOf(section: ConfigSection): Record<string, z.ZodType> {
  return Config.shape[section].unwrap().shape as Record<string, z.ZodType>;
}

/** `generation.max_concurrent` as `TABULAR_GENERATION_MAX_CONCURRENT`. */
export function environmentName(section: string, key: string): string {
  return `TABULAR_${section}_${key}`.toUpperCase();
}

/** How large chunks shall be; both absent: as large as planning thinks right. */
export function chunkSizeOf({ chunk_size }: Pick<Config['generation'], 'chunk_size'>): {
  rows?: number;
  partBytes?: number;
} {
  if (chunk_size === 'auto') return {};
  if (typeof chunk_size === 'number') return { rows: chunk_size };
  return { partBytes: Number.parseInt(chunk_size, 10) * (chunk_size.endsWith('MiB') ? MIB : 1_024) };
}
