import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface StepOptions {
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30 * 60_000;

/**
 * Runs a program that builds or downloads, at low priority so that tests beside it keep their speed. Answers its
 * output; an Error with the end of what it wrote when it fails or cannot be run.
 */
export async function runStep(command: readonly string[], options: StepOptions = {}): Promise<string> {
  const { timeoutMs = TIMEOUT_MS } = options;
  const child = spawn('nice', ['-n', '10', ...command], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
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
  const title = command.slice(0, 2).join(' ');
  if (signal === 'SIGKILL') throw new Error(`${title} was stopped after at most ${timeoutMs / 1000} s`);
  const lines = complaints.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('go: downloading'));
  throw new Error(`${title} ended with ${code ?? signal}: ${lines.slice(-3).join('; ').slice(-400)}`);
}
