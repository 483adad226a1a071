import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import type { EngineProcess } from './engine-process.ts';
import type { ServerCertificate } from './server-certificate.ts';

export interface S3Options {
  readonly tls?: ServerCertificate | undefined;
  /** The bucket that exists when it answers; `tabular-data` unless given. */
  readonly bucket?: string;
  readonly isDetached?: boolean;
}

/** Where an S3 server is and how it lets us in. */
export interface S3Access {
  /** `http://127.0.0.1:PORT`, `https:` with a certificate. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

/** An S3 server of our own on the loopback address, addressed path style. */
export type S3Engine = EngineProcess & S3Access;

const REGION = 'us-east-1';
const BUCKET = 'tabular-data';

/** How a server of ours is reached once it has a port. */
export function s3AccessAt(
  port: number,
  { tls, bucket = BUCKET }: S3Options,
  keys: Pick<S3Access, 'accessKeyId' | 'secretAccessKey'>,
): S3Access {
  return { endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, region: REGION, ...keys, bucket };
}

/** What tells one of our processes where a bucket is. */
export function s3Variables(access: S3Access): Record<string, string> {
  return {
    S3_ENDPOINT: access.endpoint,
    S3_REGION: access.region,
    S3_BUCKET: access.bucket,
    S3_ACCESS_KEY_ID: access.accessKeyId,
    S3_SECRET_ACCESS_KEY: access.secretAccessKey,
  };
}

/** Creates the bucket, or finds that it exists; false while the server does not answer or is not ours. */
export async function isBucketReady(access: S3Access, authorityFile?: string): Promise<boolean> {
  // Loaded here and not above: half a second that no other engine needs.
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3');
  const agent = authorityFile === undefined ? undefined : new Agent({ ca: readFileSync(authorityFile) });
  const client = new S3Client({
    endpoint: access.endpoint,
    region: access.region,
    credentials: { accessKeyId: access.accessKeyId, secretAccessKey: access.secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, ...(agent && { httpsAgent: agent }) },
  });
  try {
    await client.send(new CreateBucketCommand({ Bucket: access.bucket }));
    return true;
  } catch (error) {
    return error instanceof Error && /^BucketAlready(OwnedByYou|Exists)$/.test(error.name);
  } finally {
    client.destroy();
  }
}
