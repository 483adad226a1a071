import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runLocalJob } from '../../scripts/tabular/local-job.ts';
import type { Job } from '../../shared/contracts/job.ts';
import { faultJob } from '../support/fault-job.ts';
import { MOMENTS, type Moment } from '../support/kill-moments.ts';

const PROGRAM = fileURLToPath(new URL('../support/faulty-platform.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'tabular-kill-'));
afterAll(() => rmSync(root, { recursive: true }));

interface Outcome {
  readonly signal: NodeJS.Signals | null;
  readonly answer?: { readonly job?: Job; readonly code?: string };
}

function runPlatform(dataFolder: string, moment: Moment | 'none'): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, dataFolder, moment], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) =>
    child.once('exit', (_code, signal) => resolve({ signal, ...(output !== '' && { answer: JSON.parse(output) }) })),
  );
}

/** The one file of the one dataset below a data folder. */
function readDataset(dataFolder: string): Buffer {
  const datasets = join(dataFolder, 'objects/t/default/datasets/hot');
  const folders = readdirSync(datasets);
  expect(folders).toHaveLength(1);
  const names = readdirSync(join(datasets, folders[0]!));
  expect(names).toEqual(['data.parquet', 'manifest.json']);
  return readFileSync(join(datasets, folders[0]!, 'data.parquet'));
}

/** Killed at each moment in turn, every start resuming what the one before left. */
const PHASES: Record<string, readonly Moment[]> = {
  'while rows are made': [
    'while tasks are inserted',
    'before the first claim',
    'after a claim',
    'between bytes and commit',
    'after a commit',
  ],
  'while the file is merged': [
    'while a merge reads its parts',
    'before the merged file appears',
    'after the merged file appeared',
  ],
  'while the dataset is finished': [
    'before the manifest',
    'between manifest and the end of the job',
    'before parts are deleted',
  ],
};

describe('a process killed with SIGKILL', () => {
  it('is tested at every moment there is', () => {
    expect(Object.values(PHASES).flat().toSorted()).toEqual([...MOMENTS].toSorted());
  });

  it.each(Object.entries(PHASES))(
    '%s leaves what the next start finishes with the same bytes',
    async (phase, moments) => {
      const dataFolder = join(root, phase.replaceAll(' ', '-'));
      for (const moment of moments) expect((await runPlatform(dataFolder, moment)).signal, moment).toBe('SIGKILL');
      const { answer } = await runPlatform(dataFolder, 'none');
      expect(answer?.job?.state, answer?.code).toBe('succeeded');
      expect(answer?.job?.error).toBeNull();
      expect(readDataset(dataFolder)).toEqual(await makeUndisturbed());
      expect(readdirSync(join(dataFolder, 'objects/.tmp'))).toEqual([]);
      expect(readdirSync(join(dataFolder, 'objects/t/default'))).toEqual(['datasets']);
    },
  );
});

/** The same file made in this process, where nothing is killed. */
async function makeUndisturbed(): Promise<Buffer> {
  const outputPath = join(root, 'undisturbed.parquet');
  await runLocalJob({ ...faultJob(), outputPath, workers: 1 });
  return readFileSync(outputPath);
}
