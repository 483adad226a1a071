/**
 * `node scripts/run.mjs FILE [ARGUMENT…]`: set-up, then FILE under the local Node. What every npm script calls, so
 * that a bare checkout and a host with Node 20 are enough.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LOCAL_NODE, localEnvironment, setUp } from './setup.mjs';

try {
  setUp();
} catch (error) {
  process.stderr.write(`set-up: ${error.message}\n`);
  process.exit(1);
}

const child = spawn(LOCAL_NODE, process.argv.slice(2), { env: localEnvironment(), stdio: 'inherit' });
// A terminal sends Ctrl-C to both; the child decides how to end, and this process ends as it did.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
