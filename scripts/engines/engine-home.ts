import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chown, copyFile, cp, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { FoundEngine } from './found-engine.ts';
import type { ServerCertificate } from './server-certificate.ts';

/** The user that an engine runs as where it refuses root. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: Owner = { uid: 65_534, gid: 65_534 };

/** Whom to run as a program that refuses root: nobody when we are root, ourselves otherwise. */
export function unprivilegedOwner(): Owner | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}

/** A new temporary folder that only `owner` (we, when absent) can read. */
export async function createHome(name: string, owner?: Owner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `tabular-${name}-`));
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  return folder;
}

/** 24 random bytes as 48 hex digits: fits every engine's rules for a password and every URL. */
export function createPassword(): string {
  return randomBytes(24).toString('hex');
}

/** Copies of a certificate and its key in `home`, for `owner` alone, as servers demand; undefined of undefined. */
export async function placeCertificate(
  tls: ServerCertificate | undefined,
  home: string,
  owner?: Owner,
): Promise<ServerCertificate | undefined> {
  if (tls === undefined) return undefined;
  const copy = async (file: string, name: string) => {
    const target = join(home, name);
    await copyFile(file, target);
    if (owner !== undefined) await chown(target, owner.uid, owner.gid);
    return target;
  };
  return {
    certificateFile: await copy(tls.certificateFile, 'public.crt'),
    keyFile: await copy(tls.keyFile, 'private.key'),
    authorityFile: await copy(tls.authorityFile, 'authority.crt'),
  };
}

/**
 * The same programs where `owner` may run them: packages and the cache lie below folders that no other user may enter,
 * so they are copied into `home` then. Symbolic links that npm left out are made.
 */
export async function programsFor(found: FoundEngine, home: string, owner?: Owner): Promise<FoundEngine> {
  const { root } = found;
  if (root === undefined || (owner === undefined && !existsSync(join(root, 'pg-symlinks.json')))) return found;
  const native = join(home, 'native');
  await cp(root, native, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/\.a$|\/share\/(doc|man|locale)(\/|$)/.test(path),
  });
  await makeMissingLinks(native);
  const moved = (path: string) => path.replaceAll(root, native);
  return {
    ...found,
    root: native,
    folder: join(native, relative(root, found.folder)),
    env: Object.fromEntries(Object.entries(found.env).map(([key, value]) => [key, moved(value)])),
  };
}

async function makeMissingLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  if (!statSync(list, { throwIfNoEntry: false })?.isFile()) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) await symlink(basename(source), path);
  }
}
