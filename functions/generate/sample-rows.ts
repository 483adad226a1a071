import type { SampledRows } from '../../shared/planning/joined-rows.ts';
import type { Generator } from './generator.ts';
import type { PreparedRequest } from './prepare-request.ts';

/** Jobs that are estimated to be smaller are a few parts that are joined here in any case. Right to a factor of two. */
const SAMPLED_JOB_BYTES = 4 * 1024 * 1024;

/** What rows of each table take as they are stored, measured with the first ones; undefined for small jobs. */
export async function sampleRows(
  request: PreparedRequest,
  generator: Pick<Generator, 'dependencies' | 'sources'>,
): Promise<SampledRows[] | undefined> {
  if (request.estimate.bytes < SAMPLED_JOB_BYTES) return undefined;
  // The encoders weigh more than the rest of this function, and most jobs go to a folder.
  const { measureJob } = await import('./measure-job.ts');
  const { tables } = await measureJob(request, generator);
  return tables.map(({ bytes, num_records }) => ({ bytesPerRow: Math.max(bytes / Math.max(num_records, 1), 1 / 8) }));
}
