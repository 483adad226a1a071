import type { Job } from '../../../shared/client/generated/api-types.ts';
import type { JobHandle } from '../../../shared/client/job-handle.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { createProgress } from '../progress.ts';
import { connect, oneJobId, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import type { Terminal } from '../terminal.ts';
import { printJob } from './job-show.ts';

export const jobWatch: Command = {
  help: `tabular job watch ID

  tabular job watch job_01jd0000000000000000000000
  tabular job watch job_01jd0000000000000000000000 --json    (one line per event)

Ends when the job ends: exit code ${EXIT_CODES.ok} when it succeeded, ${EXIT_CODES.jobFailed} when not. Ctrl-C detaches with exit code ${EXIT_CODES.ok}; the job goes on.

Options:
${SERVER_HELP}`,
  options: SERVER_OPTIONS,

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, SERVER_OPTIONS);
    const id = oneJobId(positionals);
    const watched = connect(values.server, terminal).jobs.open(id);
    const job = values.json ? await printEvents(watched, terminal) : await showBar(watched, terminal, values.quiet);
    if (job === undefined) {
      if (!values.quiet)
        terminal.notes(`detached; the job goes on: tabular job watch ${id}, tabular job cancel ${id}\n`);
      return EXIT_CODES.ok;
    }
    if (!values.json && !values.quiet) printJob(job, false, terminal);
    return job.state === 'succeeded' ? EXIT_CODES.ok : EXIT_CODES.jobFailed;
  },
};

/** The job as its last event left it, or undefined when the caller detached. */
async function printEvents(watched: JobHandle, terminal: Terminal): Promise<Job | undefined> {
  return followJob(watched, terminal, (event) => terminal.data(`${JSON.stringify(event)}\n`));
}

async function showBar(watched: JobHandle, terminal: Terminal, isQuiet: boolean): Promise<Job | undefined> {
  const progress = createProgress(terminal, isQuiet);
  try {
    return await followJob(watched, terminal, ({ job }) => {
      const step = job.steps.find(({ state }) => state === 'running');
      if (step !== undefined) progress.update(step.value, step.max, step.unit);
    });
  } finally {
    progress.end();
  }
}

async function followJob(
  watched: JobHandle,
  terminal: Terminal,
  onEvent: (event: { readonly job: Job }) => void,
): Promise<Job | undefined> {
  let last: Job | undefined;
  try {
    for await (const event of watched.events()) {
      last = event.job;
      onEvent(event);
    }
  } catch (error) {
    if (terminal.signal.aborted) return undefined;
    throw error;
  }
  return last;
}
