import type { Job } from '../../../shared/client/generated/api-types.ts';
import { JOB_STATES } from '../../../shared/contracts/job.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { formatCount } from '../human-units.ts';
import { parseOptions, parseWholeNumber } from '../parse-options.ts';
import { connect, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import { table } from '../terminal.ts';

const LIMIT_DEFAULT = 20;

const OPTIONS = {
  ...SERVER_OPTIONS,
  state: { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;

export const jobList: Command = {
  help: `tabular job list

  tabular job list
  tabular job list --state running,queued --limit 5
  tabular job list --json | jq '.jobs[].id'

Options:
  --state STATES   only jobs in these states, comma-separated: queued, running, cancelling, succeeded, failed, cancelled
  --limit N        at most N jobs, newest first; default ${LIMIT_DEFAULT}
  --cursor TEXT    the next page, as printed after the previous one
${SERVER_HELP}`,
  options: OPTIONS,
  choices: { state: JOB_STATES },

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    const limit = parseWholeNumber('limit', values.limit, 1) ?? LIMIT_DEFAULT;
    // The server says what is wrong with a state that it does not know.
    const states = values.state?.split(',') as Job['state'][] | undefined;
    const filter = { pageSize: limit, ...(states === undefined ? {} : { state: states }) };
    const { jobs, next_cursor } = await connect(values.server, terminal).jobs.page(filter, values.cursor);
    if (values.json) terminal.data(`${JSON.stringify({ jobs, next_cursor })}\n`);
    else terminal.data(table([['ID', 'STATE', 'ROWS', 'FORMAT', 'CREATED', 'NAME'], ...jobs.map(rowOf)]));
    if (next_cursor !== null && !values.json && !values.quiet) terminal.notes(`more: --cursor ${next_cursor}\n`);
    return EXIT_CODES.ok;
  },
};

function rowOf(job: Job): string[] {
  return [job.id, job.state, formatCount(job.num_records), job.format, job.created_at, job.name];
}
