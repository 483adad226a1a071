/** `node embedded-job.ts WORKERS ROWS FOLDER`: one W1 job in an embedded platform; prints its peak RSS in MB. */
import { startEmbeddedPlatform } from '../../tabular/embedded-platform.ts';
import { runJob } from '../run-job.ts';
import { readWorkload, W1_FILE } from '../workload.ts';

const [workers = '1', rows = '1000000', folder = ''] = process.argv.slice(2);
const platform = await startEmbeddedPlatform({ dataFolder: folder, workers: Number(workers) });
await runJob(platform, readWorkload(W1_FILE, { rows: Number(rows) }));
await platform.close();
process.stdout.write(`${process.resourceUsage().maxRSS / 1_024}\n`);
process.exit(0);
