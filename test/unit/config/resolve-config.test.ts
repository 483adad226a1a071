// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the configuration language
import { describe, expect, it } from 'vitest';
import { chunkSizeOf } from '../../../shared/config/config.ts';
import { describeConfig } from '../../../shared/config/describe-config.ts';
import { resolveConfig } from '../../../shared/config/resolve-config.ts';
import type { AppError } from '../../../shared/errors/app-error.ts';

const file = (content: unknown) => ({ name: 'tabular.yaml', content });

function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_CONFIG' });
    return (error as AppError).issues!.map(({ path, code }) => `${path} ${code}`);
  }
  throw new Error('nothing was thrown');
}

describe('resolveConfig', () => {
  it('has the documented defaults', () => {
    const { config } = resolveConfig({});
    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 8_000, body_limit_bytes: 16 * 1024 ** 2 });
    expect(config.server.request_timeout_seconds).toBe(600);
    expect(config.generation).toMatchObject({
      max_rows_per_request: 10_000_000,
      max_columns: 1_000,
      max_concurrent: 10,
    });
    expect(config.generation).toMatchObject({ parallel_workers: 0, chunk_size: 'auto', sync_max_rows: 50_000 });
    expect(config.processing).toMatchObject({ lease_seconds: 15, job_deadline_seconds: 3_600, retention_days: 30 });
  });

  it('takes the environment over the file over the default, and keeps where each came from', () => {
    const resolved = resolveConfig({ PORT: '81' }, file({ server: { port: 80, drain_seconds: 5 } }));
    expect(resolved.config.server).toMatchObject({ port: 81, drain_seconds: 5 });
    expect(resolved.origins.get('server.port')).toBe('environment PORT');
    expect(resolved.origins.get('server.drain_seconds')).toBe('file tabular.yaml');
    expect(resolved.origins.get('server.host')).toBe('default');
  });

  it('takes the full name over the short one', () => {
    expect(resolveConfig({ PORT: '1', TABULAR_SERVER_PORT: '2' }).config.server.port).toBe(2);
  });

  it('reads text as the type that the key has', () => {
    const { config } = resolveConfig({
      TABULAR_GENERATION_MAX_CONCURRENT: '3',
      TABULAR_GENERATION_CHUNK_SIZE: '8MiB',
      TABULAR_SERVER_CORS_ORIGINS: 'https://a.example, https://b.example',
      TABULAR_API_KEY: '1234567890123456',
    });
    expect(config.generation).toMatchObject({ max_concurrent: 3, chunk_size: '8MiB' });
    expect(config.server.cors_origins).toEqual(['https://a.example', 'https://b.example']);
    expect(config.security.api_key).toBe('1234567890123456');
  });

  it('substitutes variables, with defaults and a way to write them literally', () => {
    const content = { server: { port: '${P}', host: '${H:-localhost}' }, storage: { data_dir: '/d/$${X}/${D:-}' } };
    const { config } = resolveConfig({ P: '99' }, file(content));
    expect(config.server).toMatchObject({ port: 99, host: 'localhost' });
    expect(config.storage.data_dir).toBe('/d/${X}/');
  });

  it('lists every problem at once', () => {
    const content = {
      server: { prot: 1, port: 'many', body_limit_bytes: 1 },
      redis: { url: 'http://x' },
      storage: { data_dir: '${NOT_SET}' },
      caches: {},
      generation: [1],
    };
    expect(problemsOf(() => resolveConfig({ TABULAR_GENERATION_MAX_CONCURENT: '1' }, file(content))).sort()).toEqual([
      'TABULAR_GENERATION_MAX_CONCURENT unknown_key',
      'caches unknown_key',
      'generation wrong_value',
      'redis.url wrong_value',
      'server.body_limit_bytes wrong_value',
      'server.port wrong_value',
      'server.prot unknown_key',
      'storage.data_dir missing_variable',
    ]);
  });

  it('takes sections without keys only empty, and a file that is no mapping not at all', () => {
    expect(resolveConfig({}, file({ privacy: {}, redis: null, validation: {} })).config.privacy).toEqual({});
    expect(resolveConfig({}, file(null)).config.server.port).toBe(8_000);
    expect(problemsOf(() => resolveConfig({}, file('text')))).toEqual(['tabular.yaml wrong_value']);
  });

  it('refuses an address that others can reach without a key', () => {
    expect(problemsOf(() => resolveConfig({ TABULAR_HOST: '0.0.0.0' }))).toEqual(['security.api_key required']);
    const key = 'k'.repeat(16);
    expect(resolveConfig({ TABULAR_HOST: '0.0.0.0', TABULAR_API_KEY: key }).config.server.host).toBe('0.0.0.0');
    for (const host of ['localhost', '127.0.0.5', '::1']) expect(resolveConfig({ TABULAR_HOST: host })).toBeTruthy();
  });

  it('refuses limits that contradict each other', () => {
    const content = { generation: { sync_max_rows: 500, max_rows_per_request: 100 } };
    expect(problemsOf(() => resolveConfig({}, file(content)))).toEqual(['generation.sync_max_rows wrong_value']);
  });
});

describe('chunkSizeOf', () => {
  it('is rows, bytes or nothing', () => {
    const size = (chunk_size: string | number) =>
      chunkSizeOf(resolveConfig({}, file({ generation: { chunk_size } })).config.generation);
    expect([size('auto'), size(5_000), size('16MiB'), size('512 KiB')]).toEqual([
      {},
      { rows: 5_000 },
      { partBytes: 16 * 1024 ** 2 },
      { partBytes: 512 * 1024 },
    ]);
  });
});

describe('describeConfig', () => {
  it('names every key and hides secrets', () => {
    const described = describeConfig(
      resolveConfig({ TABULAR_API_KEY: 'very-secret-key-1', DATABASE_URL: 'postgres://u:p@h/d' }),
    );
    const text = JSON.stringify(described);
    expect(text).not.toContain('very-secret');
    expect(text).not.toContain('u:p@h');
    expect(described.find(({ key }) => key === 'security.api_key')).toMatchObject({
      origin: 'environment TABULAR_API_KEY',
    });
    expect(described.find(({ key }) => key === 'server.port')).toEqual({
      key: 'server.port',
      value: 8_000,
      origin: 'default',
    });
  });
});
