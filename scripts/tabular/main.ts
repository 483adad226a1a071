import { enableCompileCache } from 'node:module';

// Before anything else is compiled: the second start finds its code ready.
enableCompileCache();
const { terminalOf } = await import('./process-terminal.ts');
const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2), terminalOf(process));
