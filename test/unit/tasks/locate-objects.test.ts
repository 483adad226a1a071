import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../shared/config/resolve-config.ts';
import { locateObjects } from '../../../shared/tasks/locate-objects.ts';

const folder = mkdtempSync(join(tmpdir(), 'tabular-locate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const storageOf = (env: Record<string, string>) =>
  resolveConfig({ S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret', ...env }).config.storage;

describe('where objects lie', () => {
  it('is a folder of the data folder without an endpoint', () => {
    expect(locateObjects(storageOf({ TABULAR_DATA_DIR: '/data' }))).toEqual({
      kind: 'folder',
      folder: '/data/objects',
      isDurable: true,
    });
  });

  it('is a bucket with one, over TLS unless it says otherwise', () => {
    const endpointOf = (env: Record<string, string>) => locateObjects(storageOf(env));
    expect(endpointOf({ S3_ENDPOINT: 'store:9000' })).toMatchObject({
      kind: 's3',
      endpoint: 'https://store:9000',
      bucket: 'tabular-data',
    });
    expect(endpointOf({ S3_ENDPOINT: 'store:9000', S3_USE_SSL: 'false' })).toMatchObject({
      endpoint: 'http://store:9000',
    });
    expect(endpointOf({ S3_ENDPOINT: 'http://store' })).toMatchObject({ endpoint: 'http://store' });
  });

  it('reads the authority at once, and refuses a file that is none', () => {
    const file = join(folder, 'ca.crt');
    writeFileSync(file, 'no certificate');
    for (const S3_CA_FILE of [file, join(folder, 'missing')]) {
      const locate = () => locateObjects(storageOf({ S3_ENDPOINT: 'store', S3_CA_FILE }));
      expect(locate).toThrow(
        expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(S3_CA_FILE) }),
      );
    }
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', join(folder, 'key')];
    execFileSync('openssl', ['req', '-x509', ...key, '-subj', '/CN=test', '-out', file], { stdio: 'ignore' });
    expect(locateObjects(storageOf({ S3_ENDPOINT: 'store', S3_CA_FILE: file }))).toMatchObject({
      ca: expect.stringContaining('BEGIN CERTIFICATE'),
    });
  });
});
