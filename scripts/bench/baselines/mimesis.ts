/** Mimesis in a Python environment of its own, set up once; the benchmark goes without it where there is no Python. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGE = 'mimesis==22.2.0';
const FOLDER = 'node_modules/.cache/tabular/mimesis';
const SCRIPT = 'scripts/bench/baselines/retail_mimesis.py';

/** Rows per second of the retail template's rows, once per call; or why it cannot be measured here. */
export type MeasureMimesis = (rows: number) => Promise<number>;

export async function openMimesis(): Promise<MeasureMimesis | { readonly reason: string }> {
  const python = join(FOLDER, 'bin', 'python');
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', FOLDER]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE]);
  } catch (error) {
    return { reason: error instanceof Error ? error.message.split('\n')[0]! : String(error) };
  }
  return async (rows) => {
    const { stdout } = await run(python, [SCRIPT, String(rows)]);
    const measured = JSON.parse(stdout) as { rows: number; seconds: number };
    return measured.rows / measured.seconds;
  };
}
