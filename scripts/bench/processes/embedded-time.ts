/** `node embedded-time.ts WORKERS ROWS FOLDER`: the second of two W1 jobs in parts; prints its processor time in seconds. */
import { startEmbeddedPlatform } from '../../tabular/embedded-platform.ts';
import { removeJob, runJob } from '../run-job.ts';
import { readWorkload, W1_FILE } from '../workload.ts';

const [workers = '1', rows = '1000000', folder = ''] = process.argv.slice(2);
const platform = await startEmbeddedPlatform({ dataFolder: folder, workers: Number(workers) });
const spec = readWorkload(W1_FILE, { rows: Number(rows), layout: 'parts' });
await removeJob(platform, (await runJob(platform, spec)).id);
const before = process.cpuUsage();
await runJob(platform, spec);
const { user, system } = process.cpuUsage(before);
await platform.close();
process.stdout.write(`${(user + system) / 1e6}\n`);
process.exit(0);
