import { describe, expect, it } from 'vitest';
import { datasetIdOf } from '../../../shared/contracts/dataset-id.ts';
import {
  blockSumsKey,
  datasetFileKey,
  encodeName,
  manifestKey,
  partKey,
  partsPrefix,
  planPrefix,
  requireKey,
} from '../../../shared/objects/object-keys.ts';
import { onlyFileName, partFileName } from '../../../shared/planning/file-name.ts';

const HOSTILE_NAMES = [
  '..',
  '.',
  '../../etc/passwd',
  'a/b',
  'a\\b',
  'C:x',
  '.hidden',
  '表'.repeat(128),
  '%2F',
  ' ',
  '?',
  '*',
];

describe('object keys', () => {
  it('spell parts and datasets as the contracts do', () => {
    const part = { tenantId: 'default', jobId: 'job_1', tableIndex: 0, chunkIndex: 12, extension: 'parquet' };
    expect(partKey(part)).toBe('t/default/jobs/job_1/parts/0/00000012.parquet');
    expect(partKey(part).startsWith(partsPrefix('default', 'job_1'))).toBe(true);
    const dataset = datasetIdOf('job_1');
    expect(datasetFileKey('default', dataset, 'data.parquet')).toBe('t/default/datasets/hot/ds_1/data.parquet');
    expect(datasetFileKey('default', dataset, 'data/part-3.csv')).toBe('t/default/datasets/hot/ds_1/data/part-3.csv');
    expect(manifestKey('default', 'ds_1')).toBe('t/default/datasets/hot/ds_1/manifest.json');
    expect(blockSumsKey('default', 'ab', 'cd')).toBe('t/default/plans/ab/cd.f64');
    expect(blockSumsKey('default', 'ab', 'cd').startsWith(planPrefix('default', 'ab'))).toBe(true);
  });

  it('carry hostile table names without a way out', () => {
    for (const name of HOSTILE_NAMES) {
      const key = datasetFileKey('t', 'd', onlyFileName(name, { format: 'parquet', compression: 'none' }));
      expect(() => requireKey(key), name).not.toThrow();
      expect(key.split('/'), name).toHaveLength(6);
      const part = partFileName(name, 0, { format: 'csv', compression: 'gzip' });
      expect(datasetFileKey('t', 'd', part), name).toBe(`t/t/datasets/hot/d/${part}`);
    }
  });

  it('are harmless for file names that nobody here made', () => {
    for (const name of HOSTILE_NAMES) expect(() => requireKey(datasetFileKey('t', 'd', name)), name).not.toThrow();
    expect(datasetFileKey('t', 'd', '../x')).toBe('t/t/datasets/hot/d/%2E./x');
  });

  it('tell different names apart, long ones too', () => {
    const names = ['a/b', 'a%2Fb', 'a', 'A', `${'x'.repeat(300)}1`, `${'x'.repeat(300)}2`, '', '..', '%2E.'];
    expect(new Set(names.map(encodeName)).size).toBe(names.length);
    expect(encodeName('表'.repeat(128)).length).toBeLessThanOrEqual(180);
  });
});
