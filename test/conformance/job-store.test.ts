import { pgliteEngine, postgresEngine } from '../support/temp-database.ts';
import { describeJobStore } from './job-store-suite.ts';

describeJobStore(pgliteEngine());
describeJobStore(postgresEngine());
