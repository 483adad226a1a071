import type { Schedule } from '../../../shared/client/generated/api-types.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { connect, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import { table } from '../terminal.ts';

export const scheduleList: Command = {
  help: `tabular schedule list

  tabular schedule list
  tabular schedule list --json | jq -r '.schedules[].name'

Options:
${SERVER_HELP}`,
  options: SERVER_OPTIONS,

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, SERVER_OPTIONS);
    if (positionals.length > 0) throw new AppError('INVALID_REQUEST', `expected no argument, got "${positionals[0]}"`);
    const schedules = await Array.fromAsync(connect(values.server, terminal).schedules.list());
    if (values.json) terminal.data(`${JSON.stringify({ schedules })}\n`);
    else terminal.data(table([['NAME', 'CRON', 'TIME ZONE', 'NEXT'], ...schedules.map(rowOf)]));
    return EXIT_CODES.ok;
  },
};

function rowOf({ name, cron, time_zone, next_runs }: Schedule): string[] {
  return [name, cron, time_zone, next_runs[0] ?? 'paused'];
}
