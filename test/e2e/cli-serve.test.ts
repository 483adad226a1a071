import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tabular } from '../../shared/client/tabular.ts';
import { finish, runTabular, startTabular } from '../support/run-tabular.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tabular-serve-'));
const SPEC = {
  generator_type: 'tabular' as const,
  seed: 7,
  schema: { id: 'sequence', name: 'string' },
  num_records: 200_000,
};

let server: ChildProcess;
let address: string;

beforeAll(async () => {
  server = startTabular(['serve', '--port', '0', '--data-dir', folder]);
  address = await announcedAddress(server);
});
afterAll(() => {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const job = (...args: string[]) => runTabular(['job', ...args], { environment: { TABULAR_SERVER: address } });

describe('tabular serve and tabular job', () => {
  it('follows a job to its end and shows it afterwards', async () => {
    const made = await new Tabular({ baseUrl: address }).jobs.create(SPEC);
    const { id } = made;
    const watched = await job('watch', id);
    expect(watched.exitCode).toBe(0);
    expect(watched.stdout).toMatch(/^state +succeeded$/m);
    expect((await job('list', '--state', 'succeeded')).stdout).toContain(id);
    expect(JSON.parse((await job('show', id, '--json')).stdout)).toMatchObject({ id, num_records: 200_000, seed: 7 });
    const result = await made.result();
    expect(result.tables[0]).toMatchObject({ num_records: 200_000 });
    expect((await job('cancel', id)).exitCode).toBe(5);
  });

  it('exits with 4 for a job that does not exist', async () => {
    expect((await job('watch', 'job_00000000000000000000000000')).exitCode).toBe(4);
  });

  it('refuses a second process on the same data folder, naming it', async () => {
    const second = await runTabular(['serve', '--port', '0', '--data-dir', folder]);
    expect(second).toMatchObject({ exitCode: 1, stdout: '' });
    expect(second.stderr).toMatch(new RegExp(`^tabular: .*${folder}.*\\[DATA_FOLDER_IN_USE\\]\n$`));
  });

  it('refuses an address that others can reach without a key', async () => {
    const exposed = await runTabular(['serve', '--host', '0.0.0.0', '--port', '0', '--data-dir', folder]);
    expect(exposed.exitCode).toBe(1);
    expect(exposed.stderr).toMatch(/api_key/);
  });

  it('stops on SIGTERM with exit code 0', async () => {
    const finished = finish(server);
    server.kill('SIGTERM');
    expect((await finished).exitCode).toBe(0);
  });
});

/** The address in the line that the server prints when it is ready. */
function announcedAddress(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  child.stderr!.on('data', (bytes: Buffer) => {
    text += bytes.toString();
    const found = /listening on (http:\/\/\S+),/.exec(text)?.[1];
    if (found !== undefined) resolve(found);
  });
  child.once('exit', () => reject(new Error(`the server ended: ${text}`)));
  return promise;
}
