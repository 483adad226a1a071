import { join } from 'node:path';
import type { Owner } from './engine-home.ts';
import type { FoundEngine } from './found-engine.ts';

/** What a command of an engine needs around it. */
export interface CommandPlace {
  /** The one folder that it reads and writes. */
  readonly home: string;
  readonly owner?: Owner | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Program and first arguments that run `program` of an engine: its file, or a container that shares our network and
 * the home folder and carries the name that `containerOf` gives.
 */
export function commandOf(found: FoundEngine, program: string, { home, owner, env = {} }: CommandPlace): string[] {
  const { container } = found;
  if (container === undefined) return [join(found.folder, program)];
  const user = owner ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  // Names only: the client takes their values, perhaps secrets, from its own environment.
  const variables = Object.keys(env).flatMap((key) => ['--env', key]);
  const identity = ['--name', containerOf(found, home)!.name, '--user', `${user.uid}:${user.gid}`];
  const place = ['--network', 'host', '--volume', `${home}:${home}`, '--workdir', home];
  const options = [...identity, ...place, ...variables, '--entrypoint', program];
  return [container.client, 'run', '--rm', ...options, container.image];
}

/** The container that `commandOf` runs, named after the home folder; undefined for a program of this machine. */
export function containerOf(found: FoundEngine, home: string): { client: string; name: string } | undefined {
  if (found.container === undefined) return undefined;
  return { client: found.container.client, name: home.split('/').at(-1)! };
}

/**
 * The environment of such a command: nothing of ours but PATH, no proxy, no password, no home. A container's client gets
 * ours too, which says how to reach its engine; the program inside gets none of it.
 */
export function environmentOf(
  found: FoundEngine,
  { home, env = {} }: CommandPlace,
): Record<string, string | undefined> {
  if (found.container !== undefined) return { ...process.env, ...env };
  return { PATH: process.env['PATH'], HOME: home, TMPDIR: home, LC_ALL: 'C', ...env };
}
