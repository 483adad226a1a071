import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface StepOptions {
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20 * 60_000;

/**
 * Runs a program that builds or downloads, at low priority so that tests beside it keep their speed. Answers its
 * output; an Error with the end of what it wrote when it fails or cannot be run.
 */
export async function runStep(command: readonly string[], options: StepOptions = {}): Promise<string> {
  const child = spawn('nice', ['-n', '10', ...command], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  let [output, complaints] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const [code, signal] = await once(child, 'close').finally(() => process.off('exit', killChild));
  if (code === 0) return output;
  const reason = complaints.trim().split('\n').slice(-3).join('; ').slice(-400);
  throw new Error(`${command.slice(0, 2).join(' ')} ended with ${code ?? signal}: ${reason}`);
}
