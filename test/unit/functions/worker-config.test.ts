import { expect, it } from 'vitest';
import { readConfig as readChunkConfig } from '../../../functions/chunk/config.ts';
import { readConfig as readMergeConfig } from '../../../functions/merge/config.ts';
import { readConfig as readTickConfig } from '../../../functions/tick/config.ts';

const DATABASE_URL = 'postgres://localhost/tabular';
const TABULAR_INTERNAL_SECRET = 'secret-of-functions';

it.each([
  ['chunk', readChunkConfig],
  ['merge', readMergeConfig],
  ['tick', readTickConfig],
])('%s does not start without a database and the secret of those who ring it', (_name, readConfig) => {
  expect(() => readConfig({ DATABASE_URL }, '/')).toThrow(/TABULAR_INTERNAL_SECRET/);
  expect(() => readConfig({ TABULAR_INTERNAL_SECRET }, '/')).toThrow(/DATABASE_URL/);
  const { database, security } = readConfig({ DATABASE_URL, TABULAR_INTERNAL_SECRET }, '/');
  expect([database.url, security.internal_secret]).toEqual([DATABASE_URL, TABULAR_INTERNAL_SECRET]);
});
