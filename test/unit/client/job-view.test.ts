import { expectTypeOf, it } from 'vitest';
import type { JobEventView, JobView } from '../../../shared/client/job-view.ts';
import type { Job, JobEvent } from '../../../shared/contracts/job.ts';

it('reads what the contract promises', () => {
  expectTypeOf<Job>().toExtend<JobView>();
  expectTypeOf<JobEvent>().toExtend<JobEventView>();
  expectTypeOf<JobView['state']>().toEqualTypeOf<Job['state']>();
});
