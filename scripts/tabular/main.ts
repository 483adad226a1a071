import { runCommandLine } from './command-line.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const WIDTH_DEFAULT = 80;

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second Ctrl-C does not wait for anything.
    if (interrupt.signal.aborted) process.exit(EXIT_CODES.interrupted);
    interrupt.abort(new Error('interrupted'));
  });
}
// `tabular preview … | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_CODES.ok);
  throw error;
});

const isInteractive = process.stderr.isTTY === true && process.env['CI'] === undefined;
const terminal: Terminal = {
  data: (text) => process.stdout.write(text),
  notes: (text) => process.stderr.write(text),
  environment: process.env,
  isInteractive,
  hasColour: isInteractive && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
  get width() {
    return process.stderr.columns ?? WIDTH_DEFAULT;
  },
  signal: interrupt.signal,
};

process.exitCode = await runCommandLine(process.argv.slice(2), terminal);
