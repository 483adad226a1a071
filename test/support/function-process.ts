import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What functions show to each other in tests. */
export const INTERNAL_SECRET = 'a-secret-among-functions';

/** Rings a doorbell, or tick. */
export const ringAt = (url: string): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'x-tabular-internal': INTERNAL_SECRET } });

export interface FunctionProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts a function as its process and answers its address, which its first line in the log tells. `program`: what is
 * run in its place.
 */
export async function startFunctionProcess(
  name: string,
  env: Record<string, string>,
  program: readonly string[] = [`functions/${name}/index.ts`],
): Promise<FunctionProcess> {
  const child = spawn(process.execPath, program, {
    env: {
      ...process.env,
      PORT: '0',
      TABULAR_GENERATION_PARALLEL_WORKERS: '1',
      TABULAR_INTERNAL_SECRET: INTERNAL_SECRET,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    return (await exited)[0] as number | null;
  };
  for await (const line of createInterface(child.stdout)) {
    const { event, host, port } = JSON.parse(line);
    if (event !== 'server_started') continue;
    child.stdout.resume();
    return { url: `http://${host}:${port}`, child, stop };
  }
  throw new Error(`${name} did not start`);
}
