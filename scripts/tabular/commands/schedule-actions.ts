import type { Schedules } from '../../../shared/client/schedules.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { connect, oneScheduleName, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import type { Terminal } from '../terminal.ts';
import { printSchedule } from './schedule-show.ts';

interface Action {
  readonly verb: string;
  /** What it does, for help. */
  readonly about: string;
  perform(schedules: Schedules, name: string, told: { readonly isJson: boolean; terminal: Terminal }): Promise<void>;
}

/** `tabular schedule VERB NAME`. */
function scheduleCommand({ verb, about, perform }: Action): Command {
  return {
    help: `tabular schedule ${verb} NAME

  tabular schedule ${verb} nightly

${about}

Options:
${SERVER_HELP}`,
    options: SERVER_OPTIONS,
    async run(args, terminal) {
      const { values, positionals } = parseOptions(args, SERVER_OPTIONS);
      const { schedules } = connect(values.server, terminal);
      await perform(schedules, oneScheduleName(positionals), { isJson: values.json, terminal });
      return EXIT_CODES.ok;
    },
  };
}

export const schedulePause = scheduleCommand({
  verb: 'pause',
  about: 'Nothing is due until it is resumed, and what would have been due meanwhile is not made up for.',
  perform: async (schedules, name, { isJson, terminal }) =>
    printSchedule(await schedules.pause(name), isJson, terminal),
});

export const scheduleResume = scheduleCommand({
  verb: 'resume',
  about: 'Due again from the next due time on.',
  perform: async (schedules, name, { isJson, terminal }) =>
    printSchedule(await schedules.resume(name), isJson, terminal),
});

export const scheduleRun = scheduleCommand({
  verb: 'run',
  about: 'One run more, now, also while paused; "tabular schedule show" tells its job.',
  async perform(schedules, name, { isJson, terminal }) {
    const run = await schedules.run(name);
    terminal.data(isJson ? `${JSON.stringify(run)}\n` : `${run.id}\n`);
  },
});

export const scheduleDelete = scheduleCommand({
  verb: 'delete',
  about: 'Deletes a schedule and its history. Jobs that it made stay as long as it said.',
  async perform(schedules, name, { isJson, terminal }) {
    await schedules.delete(name);
    if (!isJson) terminal.notes(`deleted: ${name}\n`);
  },
});
