import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { connect, oneJobId, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import { printJob } from './job-show.ts';

export const jobCancel: Command = {
  help: `tabular job cancel ID

  tabular job cancel job_01jd0000000000000000000000

Workers stop within a second; "tabular job watch" shows when. Finished parts are kept for a retry.

Options:
${SERVER_HELP}`,
  options: SERVER_OPTIONS,

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, SERVER_OPTIONS);
    const job = await connect(values.server, terminal).jobs.open(oneJobId(positionals)).cancel();
    if (!values.quiet) printJob(job, values.json, terminal);
    return EXIT_CODES.ok;
  },
};
