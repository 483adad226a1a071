import { afterAll } from 'vitest';
import { pgliteEngine, postgresEngine } from '../support/temp-database.ts';
import { describeJobStore } from './job-store-suite.ts';
import { describeTaskStore } from './task-store-suite.ts';

const ENGINES = [pgliteEngine(), postgresEngine()];
afterAll(async () => {
  for (const engine of ENGINES) await engine.close();
});

for (const engine of ENGINES) {
  describeJobStore(engine);
  describeTaskStore(engine);
}
