import { smallJob } from './small-job.ts';

/** Twenty chunks and one merged file. */
export function faultJob() {
  return smallJob({ rows: 60_000, format: 'parquet', chunk_rows: 3_000 });
}
