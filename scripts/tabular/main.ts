import { enableCompileCache } from 'node:module';

// Before anything else is compiled: the second start finds its code ready.
enableCompileCache();
const { terminalOf } = await import('./process-terminal.ts');
const { runCommandLine } = await import('./command-line.ts');
const terminal = terminalOf(process);
process.exitCode = await runCommandLine(process.argv.slice(2), terminal);
// Whatever an interrupted command could not stop is left alone.
if (terminal.signal.aborted) process.exit();
