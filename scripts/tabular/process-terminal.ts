import { EXIT_CODES } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const WIDTH_DEFAULT = 80;

/** The terminal of a process: its streams, its environment, and Ctrl-C as a signal to stop. */
export function terminalOf(program: NodeJS.Process): Terminal {
  stopAtClosedPipe(program);
  const isInteractive = program.stderr.isTTY === true && program.env['CI'] === undefined;
  return {
    data: (text) => program.stdout.write(text),
    notes: (text) => program.stderr.write(text),
    environment: program.env,
    isInteractive,
    hasColour: isInteractive && !program.env['NO_COLOR'] && program.env['TERM'] !== 'dumb',
    get width() {
      // Some terminals claim to have no columns at all.
      return program.stderr.columns || WIDTH_DEFAULT;
    },
    signal: interruptOf(program),
  };
}

/** The second Ctrl-C does not wait for anything. */
function interruptOf(program: NodeJS.Process): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    program.on(signal, () => {
      if (interrupt.signal.aborted) program.exit(EXIT_CODES.interrupted);
      interrupt.abort(new Error('interrupted'));
    });
  }
  return interrupt.signal;
}

/** `tabular preview … | head` closes the pipe early; that is no failure. */
function stopAtClosedPipe(program: NodeJS.Process): void {
  program.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') program.exit(EXIT_CODES.ok);
    throw error;
  });
}
