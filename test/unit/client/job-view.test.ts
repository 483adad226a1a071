import { expectTypeOf, it } from 'vitest';
import type { DatasetView, JobEventView, JobView } from '../../../shared/client/job-view.ts';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import type { Job, JobEvent } from '../../../shared/contracts/job.ts';

it('reads what the contract promises', () => {
  expectTypeOf<Job>().toExtend<JobView>();
  expectTypeOf<JobEvent>().toExtend<JobEventView>();
  expectTypeOf<DatasetManifest>().toExtend<DatasetView>();
  expectTypeOf<JobView['state']>().toEqualTypeOf<Job['state']>();
});
