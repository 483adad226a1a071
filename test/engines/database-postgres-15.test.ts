import { afterAll } from 'vitest';
import { describeDatabase } from '../conformance/database-suite.ts';
import { describeJobStore } from '../conformance/job-store-suite.ts';
import { describeMigrations } from '../conformance/migration-suite.ts';
import { describeSchemaStore } from '../conformance/schema-store-suite.ts';
import { describeTaskStore } from '../conformance/task-store-suite.ts';
import { postgresEngine } from '../support/temp-database.ts';

/** The oldest PostgreSQL that we say we run on. */
const engine = postgresEngine(15);
afterAll(() => engine.close());

describeDatabase(engine);
describeMigrations(engine);
describeJobStore(engine);
describeTaskStore(engine);
describeSchemaStore(engine);
