import { describe, expect, it } from 'vitest';
import { describeConfig } from '../../../shared/config/describe-config.ts';
import { resolveConfig } from '../../../shared/config/resolve-config.ts';

const KEYS = { S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'hidden-secret' };

describe('configuration of an S3 store', () => {
  it('takes the names that S3 clients use', () => {
    const { config } = resolveConfig({ S3_ENDPOINT: 'minio:9000', S3_USE_SSL: 'false', S3_BUCKET: 'rows', ...KEYS });
    expect(config.storage).toMatchObject({ s3_endpoint: 'minio:9000', s3_use_ssl: false, s3_bucket: 'rows' });
  });

  it('needs both keys with an endpoint, and an endpoint for a public one', () => {
    expect(() => resolveConfig({ S3_ENDPOINT: 'minio:9000' })).toThrow(/s3_access_key_id.*\n.*s3_secret_access_key/);
    expect(() => resolveConfig({ S3_PUBLIC_ENDPOINT: 'https://files' })).toThrow(/s3_public_endpoint.*s3_endpoint/);
  });

  it('refuses an endpoint with a path or a password, and a bucket that cannot be one', () => {
    for (const endpoint of ['https://store/bucket', 'https://key:secret@store', 'ftp://store', '']) {
      expect(() => resolveConfig({ TABULAR_STORAGE_S3_ENDPOINT: endpoint || ' ', ...KEYS })).toThrow(/s3_endpoint/);
    }
    expect(() => resolveConfig({ S3_BUCKET: 'My_Bucket' })).toThrow(/s3_bucket.*a-z/);
  });

  it('never prints the secret', () => {
    const resolved = resolveConfig({ S3_ENDPOINT: 'minio:9000', ...KEYS });
    expect(JSON.stringify(describeConfig(resolved))).not.toContain('hidden-secret');
  });
});
