import { describe, expectTypeOf, it } from 'vitest';
import type * as api from '../../../shared/client/generated/api-types.ts';
import type { DatasetFile, DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import type { Estimate } from '../../../shared/contracts/estimate.ts';
import type { RowsAnswer } from '../../../shared/contracts/generate-request.ts';
import type { Health } from '../../../shared/contracts/health.ts';
import type { Job, JobEvent } from '../../../shared/contracts/job.ts';
import type { JobList } from '../../../shared/contracts/job-queries.ts';
import type { Problem } from '../../../shared/contracts/problem.ts';
import type { OutputFormat } from '../../../shared/contracts/spec-document.ts';
import type { SchemaDiff, SchemaSummary, StoredSchema } from '../../../shared/contracts/stored-schema.ts';
import type { Template } from '../../../shared/contracts/template.ts';
import type { Schedule, ScheduleRun } from '../../../shared/contracts/triggers.ts';

/** Checked by `npm run typecheck`; at run time these do nothing. */
describe('the types that the client publishes', () => {
  it('are those of the contracts', () => {
    expectTypeOf<api.Job>().toEqualTypeOf<Job>();
    expectTypeOf<api.JobEvent>().toEqualTypeOf<JobEvent>();
    expectTypeOf<api.JobList>().toEqualTypeOf<JobList>();
    expectTypeOf<api.DatasetFile>().toEqualTypeOf<DatasetFile>();
    expectTypeOf<api.DatasetManifest>().toEqualTypeOf<DatasetManifest>();
    expectTypeOf<api.Estimate>().toEqualTypeOf<Estimate>();
    expectTypeOf<api.Health>().toEqualTypeOf<Health>();
    expectTypeOf<api.OutputFormat>().toEqualTypeOf<OutputFormat>();
    expectTypeOf<api.RowsAnswer>().toEqualTypeOf<RowsAnswer>();
    expectTypeOf<api.Schedule>().toExtend<Schedule>();
    expectTypeOf<api.ScheduleRun>().toEqualTypeOf<ScheduleRun>();
    expectTypeOf<api.SchemaDiff>().toEqualTypeOf<SchemaDiff>();
    expectTypeOf<api.SchemaSummary>().toEqualTypeOf<SchemaSummary>();
    expectTypeOf<api.StoredSchema>().toExtend<StoredSchema>();
    expectTypeOf<api.Template>().toExtend<Template>();
    expectTypeOf<Problem>().toExtend<api.Problem>();
  });

  it('take a specification in its short and in its whole form', () => {
    expectTypeOf({
      schema: { id: 'sequence', name: { kind: 'string' as const } },
      num_records: 3,
    }).toExtend<api.Spec>();
    expectTypeOf({
      tables: { t: { num_records: 3, columns: [{ name: 'id', kind: 'integer' as const, min: 1, max: 9 }] } },
    }).toExtend<api.Spec>();
  });

  it('refuse a kind and a member that do not exist', () => {
    // @ts-expect-error no such kind
    const kind: api.Spec = { schema: { id: { kind: 'nothing' } }, num_records: 3 };
    // @ts-expect-error no such member
    const member: api.Spec = { schema: { id: 'sequence' }, num_records: 3, rows: 3 };
    expectTypeOf([kind, member]).toExtend<api.Spec[]>();
  });
});
