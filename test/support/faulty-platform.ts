/**
 * A process with an embedded platform that kills itself at a named moment, for `test/fault`:
 *
 *   node faulty-platform.ts DATA_FOLDER MOMENT
 *
 * It resumes what lies in the folder, or begins the fault suite's job when there is none, prints the ended job as one
 * JSON line and exits. With moment `none` it is an ordinary process.
 */
import { startEmbeddedPlatform } from '../../scripts/tabular/embedded-platform.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { faultJob } from './fault-job.ts';
import { waitForEnd } from './job-waiting.ts';
import { killsAt, type Moment } from './kill-moments.ts';

const [dataFolder, moment] = process.argv.slice(2) as [string, Moment | 'none'];
const wrap = killsAt(moment);

try {
  const timing = { pollMs: 100, pauseMs: 100, renewMs: 100, progressMs: 100 };
  const platform = await startEmbeddedPlatform({ dataFolder, workers: 2, timing, wrap, jobStore: { sliceTasks: 8 } });
  const { jobs: known } = await platform.jobs.listJobs('default', {}, { limit: 1 });
  const job = known[0] ?? (await platform.submit(faultJob())).job;
  const ended = await waitForEnd(platform.jobs, job.id);
  await platform.close();
  process.stdout.write(`${JSON.stringify({ job: ended })}\n`);
} catch (thrown) {
  const { code, message } = AppError.from(thrown);
  process.stdout.write(`${JSON.stringify({ code, message })}\n`);
}
process.exit(0);
