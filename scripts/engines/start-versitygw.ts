import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, containerOf, environmentOf } from './engine-command.ts';
import { createHome, createPassword, placeCertificate } from './engine-home.ts';
import { EngineProcess } from './engine-process.ts';
import type { FoundEngine } from './found-engine.ts';
import { isBucketReady, type S3Engine, type S3Options, s3AccessAt } from './s3-engine.ts';

/** Serves an empty folder as S3 on a free port, with one bucket and generated credentials. */
export async function startVersitygw(found: FoundEngine, options: S3Options = {}): Promise<S3Engine> {
  const home = await createHome(found.name);
  const tls = await placeCertificate(options.tls, home);
  const [objects, sidecar] = [join(home, 'objects'), join(home, 'sidecar')];
  for (const folder of [objects, sidecar]) await mkdir(folder);
  const [accessKeyId, secretAccessKey] = [createPassword().slice(0, 20), createPassword()];
  const accessAt = (port: number) => s3AccessAt(port, options, { accessKeyId, secretAccessKey });
  const env = { ...found.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey };
  const place = { home, env };
  const process = await EngineProcess.start({
    name: found.name,
    folder: home,
    command: (port) => [
      ...commandOf(found, 'versitygw', place),
      ...['--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive'],
      ...(tls ? ['--cert', tls.certificateFile, '--key', tls.keyFile] : []),
      ...['posix', '--sidecar', sidecar, objects],
    ],
    env: environmentOf(found, place),
    endSignal: 'SIGTERM',
    container: containerOf(found, home),
    isReady: (port) => isBucketReady(accessAt(port), tls?.authorityFile),
    isDetached: options.isDetached ?? false,
  });
  return Object.assign(process, accessAt(process.port));
}
