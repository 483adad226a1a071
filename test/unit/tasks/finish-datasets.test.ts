import { describe, expect, it } from 'vitest';
import type { Job } from '../../../shared/contracts/job.ts';
import type { MemberGroup } from '../../../shared/contracts/plan.ts';
import type { OutputSpec } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createMemoryObjectStore } from '../../../shared/objects/memory-object-store.ts';
import { finishDatasets } from '../../../shared/tasks/finish-datasets.ts';
import { smallJob } from '../../support/small-job.ts';

const KEY = { tenantId: 'default', jobId: 'job_1' };
const FILE = { name: 'data.csv', bytes: 4, crc32: '00000000', num_records: 100, row_start: 0, row_end: 100 };
const DATASET = 't/default/datasets/hot/ds_1/';
const PARTS = [0, 64].map((row_start, chunk_index) => ({
  ...{ table_index: 0, chunk_index, row_start, row_end: Math.min(row_start + 64, 100), key: `part ${chunk_index}` },
  ...{ bytes: 9, crc32: '0000000f', data_start: 4, data_end: 8, data_crc32: '00000000' },
}));
const PART = 't/default/jobs/job_1/parts/0/00000000.csv';

/** One job whose files are all there; `state` is what another process has made of it meanwhile. */
async function prepare(
  state: Job['state'] | 'deleted',
  output: Partial<Pick<OutputSpec, 'layout' | 'chunk_rows'>> = {},
) {
  const { plan, planHash } = smallJob({ rows: 100, format: 'csv', ...output });
  const objects = createMemoryObjectStore();
  for (const key of [PART, `${DATASET}data.csv`]) await objects.put(key, [new Uint8Array(4)]);
  let hasParts = true;
  let gets = 0;
  const jobs = {
    listFinishable: async () => [KEY],
    async getJob() {
      gets += 1;
      if (state === 'deleted' && gets > 1) throw new AppError('JOB_NOT_FOUND', 'gone');
      return { state, plan_hash: planHash } as Job;
    },
    readPlan: async () => plan,
    readFiles: async () => [{ table: 0, file: FILE }],
    readParts: async () => PARTS,
    finishJob: async () => state === 'running',
    markPartsDeleted: async () => {
      hasParts = false;
    },
  };
  return { jobs, objects, planHash, hasParts: () => hasParts };
}

async function keysOf(objects: ReturnType<typeof createMemoryObjectStore>): Promise<string[]> {
  return (await objects.list('')).map(({ key }) => key);
}

describe('finishing datasets', () => {
  it('writes the manifest, ends the job, and deletes the parts', async () => {
    const { jobs, objects, planHash, hasParts } = await prepare('running');
    expect(await finishDatasets({ jobs, objects })).toEqual([KEY]);
    expect(await keysOf(objects)).toEqual([`${DATASET}data.csv`, `${DATASET}manifest.json`]);
    expect(hasParts()).toBe(false);
    const manifest = JSON.parse(new TextDecoder().decode(await objects.read(`${DATASET}manifest.json`)));
    expect(manifest).toMatchObject({ dataset_id: 'ds_1', job_id: 'job_1', plan_hash: planHash, seed: 7 });
    expect(manifest.tables[0].files).toEqual([FILE]);
    expect(manifest.tables[0].columns.map(({ name }: { name: string }) => name)).toEqual([
      'id',
      'age',
      'plan',
      'score',
    ]);
  });

  it('lists the parts as files where they stay parts', async () => {
    const { jobs, objects } = await prepare('running', { layout: 'parts', chunk_rows: 64 });
    await finishDatasets({ jobs, objects });
    const manifest = JSON.parse(new TextDecoder().decode(await objects.read(`${DATASET}manifest.json`)));
    const file = { bytes: 9, crc32: '0000000f' };
    expect(manifest.tables[0].files).toEqual([
      { ...file, name: 'data/part-00000.csv', num_records: 64, row_start: 0, row_end: 64 },
      { ...file, name: 'data/part-00001.csv', num_records: 36, row_start: 64, row_end: 100 },
    ]);
  });

  it('sums what checks have cost over the parts of a table', async () => {
    const { jobs, objects } = await prepare('running', { chunk_rows: 64 });
    const [first, second] = [
      [
        { name: 'a', draws: 10, rejections: 4 },
        { name: 'b', draws: 10, rejections: 0 },
      ],
      [{ name: 'a', draws: 30, rejections: 6 }],
    ];
    const plan = await jobs.readPlan();
    const age = plan.tables[0]!.groups[1] as MemberGroup;
    const checks = [{ name: 'a', check: 'age > 18', reads: ['age'] }];
    const groups = plan.tables[0]!.groups.with(1, { kind: 'related', members: [age], checks });
    const readPlan = async () => ({ ...plan, tables: [{ ...plan.tables[0]!, groups }] });
    const readParts = async () => [
      { ...PARTS[0]!, checks: first },
      { ...PARTS[1]!, checks: second },
    ];
    await finishDatasets({ jobs: { ...jobs, readPlan, readParts }, objects });
    const manifest = JSON.parse(new TextDecoder().decode(await objects.read(`${DATASET}manifest.json`)));
    expect(manifest.tables[0].checks).toEqual([
      { name: 'a', draws: 40, rejections: 10, rate: 0.25 },
      { name: 'b', draws: 10, rejections: 0, rate: 0 },
    ]);
  });

  it('keeps the dataset when somebody else has ended the job', async () => {
    const { jobs, objects } = await prepare('succeeded');
    await finishDatasets({ jobs, objects });
    expect(await keysOf(objects)).toEqual([`${DATASET}data.csv`, `${DATASET}manifest.json`]);
  });

  it.each(['cancelling', 'cancelled', 'deleted'] as const)('leaves no dataset of a job that is %s', async (state) => {
    const { jobs, objects, hasParts } = await prepare(state);
    await finishDatasets({ jobs, objects });
    expect(await keysOf(objects)).toEqual([PART]);
    expect(hasParts()).toBe(true);
  });
});
