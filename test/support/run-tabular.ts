import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const MAIN = 'scripts/tabular/main.ts';

export interface FinishedCommand {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `tabular ARGS…` in a process of its own, to its end. */
export async function runTabular(
  args: readonly string[],
  options: { input?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<FinishedCommand> {
  const child = startTabular(args, options.environment);
  child.stdin!.end(options.input ?? '');
  return finish(child);
}

/** The same, still running. */
export function startTabular(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const { TABULAR_API_KEY: _key, ...inherited } = process.env;
  return spawn(process.execPath, [MAIN, ...args], { env: { ...inherited, ...environment }, stdio: 'pipe' });
}

export async function finish(child: ChildProcess): Promise<FinishedCommand> {
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  return { exitCode, stdout, stderr };
}
