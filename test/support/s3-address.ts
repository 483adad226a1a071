import { readFileSync } from 'node:fs';
import type { S3Address } from '../../shared/objects/object-store-address.ts';
import type { S3Engine } from './engines.ts';

/** Where our stores find an engine; with an authority's file, trusting that alone. */
export function s3AddressOf(engine: S3Engine, authorityFile?: string): S3Address {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = engine;
  const ca = authorityFile === undefined ? undefined : readFileSync(authorityFile, 'utf8');
  return { kind: 's3', endpoint, region, bucket, accessKeyId, secretAccessKey, ...(ca !== undefined && { ca }) };
}
