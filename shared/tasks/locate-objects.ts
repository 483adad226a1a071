import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors/app-error.ts';
import type { ObjectStoreAddress, S3Address } from '../objects/object-store-address.ts';

/** Where objects lie: in the bucket that is configured, else in a folder that all processes share. Errors: INVALID_CONFIG. */
export function locateObjects(storage: Config['storage']): ObjectStoreAddress {
  return locateBucket(storage) ?? { kind: 'folder', folder: join(storage.data_dir, 'objects'), isDurable: true };
}

/** The bucket that is configured; undefined without `storage.s3_endpoint`. Reads the CA file. Errors: INVALID_CONFIG. */
export function locateBucket(storage: Config['storage']): S3Address | undefined {
  const { s3_endpoint, s3_access_key_id, s3_secret_access_key, s3_ca_file, s3_public_endpoint } = storage;
  if (s3_endpoint === undefined) return undefined;
  return {
    kind: 's3',
    endpoint: withScheme(s3_endpoint, storage.s3_use_ssl),
    region: storage.s3_region,
    bucket: storage.s3_bucket,
    accessKeyId: s3_access_key_id ?? '',
    secretAccessKey: s3_secret_access_key ?? '',
    ...(s3_ca_file !== undefined && { ca: readAuthority(s3_ca_file) }),
    ...(s3_public_endpoint !== undefined && { publicEndpoint: withScheme(s3_public_endpoint, storage.s3_use_ssl) }),
  };
}

function withScheme(endpoint: string, isSecure: boolean): string {
  return /^https?:\/\//.test(endpoint) ? endpoint : `${isSecure ? 'https' : 'http'}://${endpoint}`;
}

/** Read and looked at once, here, so that a wrong file stops the start and not the first object. */
function readAuthority(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    new X509Certificate(text);
    return text;
  } catch (cause) {
    const message = `storage.s3_ca_file ${file} cannot be read as a certificate in PEM form; check the path and its content`;
    throw new AppError('INVALID_CONFIG', message, { cause });
  }
}
