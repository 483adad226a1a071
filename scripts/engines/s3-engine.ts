import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import type { EngineProcess } from './engine-process.ts';
import type { ServerCertificate } from './server-certificate.ts';

export interface S3Options {
  readonly tls?: ServerCertificate | undefined;
  /** The bucket that exists when it answers; `tabular-data` unless given. */
  readonly bucket?: string;
  /** Variables of its process, beside ours. */
  readonly env?: Readonly<Record<string, string>>;
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

export const S3_REGION = 'us-east-1';
export const S3_BUCKET = 'tabular-data';

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
