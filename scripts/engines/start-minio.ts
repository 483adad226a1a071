import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, containerOf, environmentOf } from './engine-command.ts';
import { createHome, createPassword, placeCertificate } from './engine-home.ts';
import { EngineProcess } from './engine-process.ts';
import type { FoundEngine } from './found-engine.ts';
import { isBucketReady, type S3Engine, type S3Options, s3AccessAt } from './s3-engine.ts';

export interface MinioOptions extends S3Options {
  /** Where it reports object events; kept in its folder until the receiver takes them. */
  readonly webhook?: { readonly url: string; readonly bearerToken: string };
}

export type MinioEngine = S3Engine & {
  /** What a bucket's notification configuration names, where a webhook was given. */
  readonly webhookArn: string;
};

/** The one webhook's name; MinIO makes the resource name of it. */
const WEBHOOK_ID = 'TABULAR';

/** Serves an empty MinIO on a free port, with one bucket and generated credentials, without its console. */
export async function startMinio(found: FoundEngine, options: MinioOptions = {}): Promise<MinioEngine> {
  const home = await createHome(found.name);
  const [objects, certificates] = [join(home, 'objects'), join(home, 'certificates')];
  for (const folder of [objects, certificates]) await mkdir(folder);
  // It finds a certificate by the names that the copies have.
  const tls = await placeCertificate(options.tls, certificates);
  const [accessKeyId, secretAccessKey] = [createPassword().slice(0, 20), createPassword().slice(0, 40)];
  const accessAt = (port: number) => s3AccessAt(port, options, { accessKeyId, secretAccessKey });
  const env = {
    ...found.env,
    MINIO_ROOT_USER: accessKeyId,
    MINIO_ROOT_PASSWORD: secretAccessKey,
    MINIO_BROWSER: 'off',
    MINIO_UPDATE: 'off',
    ...webhookVariables(options.webhook, join(home, 'events')),
  };
  const place = { home, env };
  const process = await EngineProcess.start({
    name: found.name,
    folder: home,
    command: (port) => [
      ...commandOf(found, 'minio', place),
      ...['server', '--address', `127.0.0.1:${port}`, '--certs-dir', certificates, objects],
    ],
    env: environmentOf(found, place),
    endSignal: 'SIGTERM',
    container: containerOf(found, home),
    isReady: (port) => isBucketReady(accessAt(port), tls?.authorityFile),
    isDetached: options.isDetached ?? false,
  });
  return Object.assign(process, accessAt(process.port), { webhookArn: `arn:minio:sqs::${WEBHOOK_ID}:webhook` });
}

function webhookVariables(webhook: MinioOptions['webhook'], queueFolder: string): Record<string, string> {
  if (webhook === undefined) return {};
  return {
    [`MINIO_NOTIFY_WEBHOOK_ENABLE_${WEBHOOK_ID}`]: 'on',
    [`MINIO_NOTIFY_WEBHOOK_ENDPOINT_${WEBHOOK_ID}`]: webhook.url,
    [`MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_${WEBHOOK_ID}`]: webhook.bearerToken,
    [`MINIO_NOTIFY_WEBHOOK_QUEUE_DIR_${WEBHOOK_ID}`]: queueFolder,
  };
}
