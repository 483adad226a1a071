import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, containerOf, environmentOf } from './engine-command.ts';
import { createHome, createPassword, placeCertificate } from './engine-home.ts';
import { EngineProcess } from './engine-process.ts';
import type { FoundEngine } from './found-engine.ts';
import type { ServerCertificate } from './server-certificate.ts';

export interface RedisOptions {
  readonly tls?: ServerCertificate | undefined;
  /** Lines of its configuration by name, beside ours. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly isDetached?: boolean;
}

/** A Redis of our own on the loopback address; it keeps nothing on disk. */
export type RedisEngine = EngineProcess & {
  readonly password: string;
  /** `redis://` or, with a certificate, `rediss://`, with the password. */
  readonly url: string;
};

/** Serves an empty Redis on a free port, behind a generated password. */
export async function startRedis(found: FoundEngine, options: RedisOptions = {}): Promise<RedisEngine> {
  const home = await createHome(found.name);
  const password = createPassword();
  const data = join(home, 'data');
  await mkdir(data);
  const settings = { bind: '127.0.0.1', save: '""', appendonly: 'no', dir: data, requirepass: password };
  const all = { ...settings, ...tlsSettings(await placeCertificate(options.tls, home)), ...options.settings };
  // A file: arguments of a process are open to every user of the machine.
  const configFile = join(home, 'redis.conf');
  const lines = Object.entries(all).map(([key, value]) => `${key} ${value}\n`);
  await writeFile(configFile, lines.join(''), { mode: 0o600 });
  const place = { home, env: found.env };
  const process = await EngineProcess.start({
    name: found.name,
    folder: home,
    command: (port) => [
      ...commandOf(found, 'redis-server', place),
      ...[configFile, options.tls ? '--tls-port' : '--port', String(port)],
    ],
    env: environmentOf(found, place),
    endSignal: 'SIGTERM',
    container: containerOf(found, home),
    isReady: (_port, log) => log.includes('Ready to accept connections'),
    isDetached: options.isDetached ?? false,
  });
  const scheme = options.tls ? 'rediss' : 'redis';
  return Object.assign(process, { password, url: `${scheme}://:${password}@127.0.0.1:${process.port}` });
}

function tlsSettings(tls: ServerCertificate | undefined): Record<string, string> {
  if (tls === undefined) return {};
  return {
    port: '0',
    'tls-cert-file': tls.certificateFile,
    'tls-key-file': tls.keyFile,
    'tls-ca-cert-file': tls.authorityFile,
    'tls-auth-clients': 'no',
  };
}
