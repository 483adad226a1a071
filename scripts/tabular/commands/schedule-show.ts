import type { Schedule, ScheduleRun } from '../../../shared/client/generated/api-types.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { connect, oneScheduleName, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import { type Terminal, table } from '../terminal.ts';

const RUNS_SHOWN = 10;

export const scheduleShow: Command = {
  help: `tabular schedule show NAME

  tabular schedule show nightly
  tabular schedule show nightly --json | jq -r '.runs[0].job_id'

Prints a schedule, when it is due next, and its last ${RUNS_SHOWN} runs.

Options:
${SERVER_HELP}`,
  options: SERVER_OPTIONS,

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, SERVER_OPTIONS);
    const { schedules } = connect(values.server, terminal);
    const name = oneScheduleName(positionals);
    const schedule = await schedules.get(name);
    const runs: ScheduleRun[] = [];
    for await (const run of schedules.runs(name, { pageSize: RUNS_SHOWN })) if (runs.push(run) === RUNS_SHOWN) break;
    if (values.json) terminal.data(`${JSON.stringify({ ...schedule, runs })}\n`);
    else {
      printSchedule(schedule, false, terminal);
      if (runs.length > 0) terminal.data(`\n${table([['DUE', 'RUN', 'STATE', 'JOB'], ...runs.map(rowOf)])}`);
    }
    return EXIT_CODES.ok;
  },
};

/** One schedule on standard output: JSON on one line, or a short list for people. */
export function printSchedule(schedule: Schedule, isJson: boolean, terminal: Terminal): void {
  const { name, cron, time_zone, seed_policy, catch_up, retention_days, next_runs } = schedule;
  const rows = [
    ['schedule', name],
    ['cron', `${cron} (${time_zone})`],
    ['seed', seed_policy],
    ['catch up', catch_up],
    ['kept', retention_days === 0 ? 'for ever' : `${retention_days} days`],
    ['next', next_runs.length === 0 ? 'paused' : next_runs.join('  ')],
  ];
  terminal.data(isJson ? `${JSON.stringify(schedule)}\n` : table(rows));
}

function rowOf({ due_at, kind, state, job_id, error, missed }: ScheduleRun): string[] {
  const ending = error === null ? (job_id ?? '') : `${error.message} [${error.code}]`;
  return [due_at, kind, state, missed === 0 ? ending : `${ending} (${missed} missed)`.trim()];
}
