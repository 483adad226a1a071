import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Holds the folder for this process until `release` or the end of the process, however it ends: the lock is a
 * listening socket, and the kernel closes it. DATA_FOLDER_IN_USE when another process has it. It is named after the
 * folder's device and inode, so another path to the same folder meets the same lock.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const address = lockAddress(folder, process.platform);
  const server = (await tryListen(address)) ?? (await takeOverStale(address));
  if (!server) {
    const remedy = 'stop the other process, or choose another folder with TABULAR_DATA_DIR';
    throw new AppError('DATA_FOLDER_IN_USE', `data folder ${folder} is used by another process; ${remedy}`);
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Linux: an abstract socket, Windows: a named pipe; both vanish with their process. Elsewhere a socket file. */
export function lockAddress(folder: string, platform: NodeJS.Platform): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  const name = `tabular-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function tryListen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ path: address, exclusive: true }, () => resolve(server));
  });
}

/** A socket file outlives its process: when nobody answers behind it, it goes. */
async function takeOverStale(address: string): Promise<Server | undefined> {
  if (address.startsWith('\0') || address.startsWith('\\')) return undefined;
  const isAlive = await new Promise<boolean>((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  if (isAlive) return undefined;
  rmSync(address, { force: true });
  return tryListen(address);
}
