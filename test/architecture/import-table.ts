/**
 * Which room may import which rooms and packages, beside its own files. `(types)` after a name: type-only imports.
 * A new row or a longer one is a decision: say why in the commit that makes it.
 */
export const IMPORT_TABLE: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  numerics: ['errors'],
  contracts: ['errors', 'zod'],
  kernels: ['errors'],
  random: ['errors', 'numerics', 'kernels(types)', '@noble/hashes'],
  lexicon: ['errors'],
  expressions: ['contracts', 'errors', 'numerics', '@lezer/lr', '@lezer/common(types)'],
  spec: ['contracts', 'errors', 'expressions', 'lexicon', 'numerics', 'yaml', 'zod', '@noble/hashes'],
  columns: ['contracts', 'errors', 'expressions', 'kernels', 'random', 'numerics', 'lexicon', '@noble/hashes'],
  generation: ['contracts', 'errors', 'kernels', 'columns'],
  planning: [
    'contracts',
    'errors',
    'sql',
    'expressions',
    'columns',
    'generation',
    'kernels',
    'formats(types)',
    'random',
    '@noble/hashes',
  ],
  parquet: ['contracts', 'errors', 'kernels', 'columns', 'generation', 'formats(types)', 'node:zlib'],
  sql: ['contracts(types)', 'columns(types)', '@noble/hashes'],
  text: ['contracts', 'errors', 'kernels', 'columns', 'generation', 'sql', 'formats(types)'],
  arrow: ['contracts', 'errors', 'kernels', 'columns', 'generation', 'formats(types)', 'apache-arrow'],
  digest: ['contracts', 'errors', 'kernels', 'columns', 'text', 'parquet', 'parquet-wasm', 'apache-arrow', 'node:*'],
  formats: ['contracts', 'errors', 'kernels', 'generation', 'parquet', 'text', 'arrow', 'node:zlib'],
  proposals: ['contracts', 'expressions', 'lexicon', 'yaml'],
  imports: [
    'columns(types)',
    'contracts',
    'errors',
    'expressions',
    'proposals',
    'sql',
    '@guanmingchiu/sqlparser-ts',
    'apache-arrow',
    'hyparquet',
    'libpg-query',
    'parquet-wasm',
    'node:*',
  ],
  objects: ['contracts', 'errors', 'node:*'],
  database: ['errors', 'contracts', 'pg', '@electric-sql/pglite', 'node:*'],
  jobs: ['contracts', 'errors', 'database', 'planning', 'node:crypto'],
  schemas: ['contracts', 'errors', 'database', 'spec', 'node:crypto'],
  'data-folder': ['errors', 'node:*'],
  workers: [
    'contracts',
    'errors',
    'kernels',
    'generation',
    'planning',
    'formats',
    'objects',
    'node:worker_threads',
    'node:zlib',
  ],
  tasks: [
    'contracts',
    'errors',
    'formats',
    'generation',
    'objects',
    'planning',
    'jobs',
    'database',
    'config(types)',
    'telemetry(types)',
    'workers(types)',
    'node:*',
  ],
  config: ['contracts', 'errors', 'zod', 'yaml', 'node:*'],
  telemetry: ['errors', 'prom-client', 'node:*'],
  http: ['contracts', 'errors', 'telemetry', 'hono', '@hono/node-server', 'zod', 'node:*'],
  client: [],
};

/** What every function may import beside all rooms; never another function. */
export const FUNCTION_PACKAGES = ['hono', 'zod', '@hono/zod-openapi', 'node:*'];

/** Rooms that know no clock, no input or output, no process, and never wait. */
export const PURE_ROOMS = [
  'numerics',
  'random',
  'lexicon',
  'expressions',
  'spec',
  'columns',
  'planning',
  'kernels',
  'generation',
  'sql',
  'proposals',
];

/**
 * `import()` waits and hides an edge of the graph, so below shared/ each use is listed with its reason.
 */
export const DYNAMIC_IMPORTS: Readonly<Record<string, string>> = {
  'shared/database/pglite-connection.ts': 'PGlite costs 0.2 s to load, and a served PostgreSQL never needs it',
  'shared/database/pglite-database.ts': 'PGlite costs 0.2 s to load, and a served PostgreSQL never needs it',
  'shared/database/postgres-database.ts': 'pg is loaded only where DATABASE_URL is set',
  'shared/digest/digest-files.ts': 'the readers of columnar files cost 0.3 s to load, and text needs none',
  'shared/formats/create-part-encoder.ts': 'apache-arrow is loaded only where Arrow is written',
  'shared/formats/merge-parts.ts': 'apache-arrow is loaded only where Arrow is written',
  'shared/http/serve-function.ts': 'the metrics page is rarely asked for, and a cold start should not wait for it',
  'shared/imports/columnar-file.ts': 'the readers of columnar files cost 0.3 s to load, and most imports are text',
  'shared/imports/dialect-script.ts': 'the parser of MySQL and SQLite is a module of 3.5 MB, and few imports need it',
  'shared/imports/postgres-script.ts': 'PostgreSQL’s parser is a module of 1.8 MB, and few imports need it',
};
