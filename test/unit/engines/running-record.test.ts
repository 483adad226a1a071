import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processStart } from '../../../scripts/engines/process-identity.ts';
import { isAlive, type RunningRecord, RunningRecords } from '../../../scripts/engines/running-record.ts';

let folder: string;
let records: RunningRecords;
/** A process of somebody else. */
let other: ChildProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabular-records-'));
  records = new RunningRecords(join(folder, 'records'));
  other = spawn('sleep', ['1000']);
});
afterEach(() => {
  other.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A record whose number the other process has, as if the engine had ended and its number had been given anew. */
function recordOfAnother(): RunningRecord {
  const home = join(folder, 'home');
  mkdirSync(home);
  const rest = { port: 1, endSignal: 'SIGKILL', variables: { REDIS_URL: 'redis://:secret@127.0.0.1:1' } } as const;
  return { name: 'redis', source: 'PATH', pid: other.pid!, started: 'earlier', folder: home, ...rest };
}

describe('RunningRecords', () => {
  it('never signals a process that only has the number of the recorded one', async () => {
    const record = recordOfAnother();
    expect(isAlive(record)).toBe(false);
    await records.end(record);
    expect(processStart(other.pid!)).toBeDefined();
  });

  it('ends the recorded process and deletes its folder', async () => {
    const record = { ...recordOfAnother(), started: processStart(other.pid!)! };
    expect(isAlive(record)).toBe(true);
    await records.end(record);
    expect(processStart(record.pid)).toBeUndefined();
    expect(existsSync(record.folder)).toBe(false);
  });

  it('removes what is left of an engine that ended otherwise', async () => {
    const record = recordOfAnother();
    records.add(record);
    expect(await records.findRunning('redis')).toBeUndefined();
    expect(existsSync(record.folder)).toBe(false);
    expect(records.list()).toEqual([]);
  });

  it('keeps the first of two records of one engine', () => {
    const record = recordOfAnother();
    expect(records.add(record)).toBe(true);
    expect(records.add({ ...record, port: 2 })).toBe(false);
    expect(records.list()).toEqual([record]);
  });

  it('lets nobody else read the passwords', () => {
    records.add(recordOfAnother());
    expect(statSync(join(folder, 'records/redis.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'records')).mode & 0o777).toBe(0o700);
  });
});
