import type { Job } from '../../../shared/client/generated/api-types.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { formatCount } from '../human-units.ts';
import { parseOptions } from '../parse-options.ts';
import { connect, oneJobId, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import { type Terminal, table } from '../terminal.ts';

export const jobShow: Command = {
  help: `tabular job show ID

  tabular job show job_01jd0000000000000000000000
  tabular job show job_01jd0000000000000000000000 --json

Options:
${SERVER_HELP}`,
  options: SERVER_OPTIONS,

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, SERVER_OPTIONS);
    const job = await connect(values.server, terminal).jobs.open(oneJobId(positionals)).get();
    printJob(job, values.json, terminal);
    return EXIT_CODES.ok;
  },
};

/** One job on standard output: JSON on one line, or a short list for people. */
export function printJob(job: Job, isJson: boolean, terminal: Terminal): void {
  const rows: string[][] = [
    ['job', job.id],
    ['name', job.name],
    ['state', job.state],
    ['rows', formatCount(job.num_records)],
    ['format', job.format],
    ['seed', String(job.seed)],
    ...job.steps.map((step) => [step.name, `${formatCount(step.value)} of ${formatCount(step.max)} ${step.unit}`]),
    ['created', job.created_at],
    ...(job.ended_at === null ? [] : [['ended', job.ended_at]]),
    ...(job.error === null ? [] : [['error', `${job.error.message} [${job.error.code}]`]]),
  ];
  terminal.data(isJson ? `${JSON.stringify(job)}\n` : table(rows));
}
