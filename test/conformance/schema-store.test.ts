import { afterAll } from 'vitest';
import { pgliteEngine, postgresEngine } from '../support/temp-database.ts';
import { describeSchemaStore } from './schema-store-suite.ts';

const ENGINES = [pgliteEngine(), postgresEngine()];
afterAll(async () => {
  for (const engine of ENGINES) await engine.close();
});

for (const engine of ENGINES) describeSchemaStore(engine);
