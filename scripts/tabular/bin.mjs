#!/usr/bin/env node
/** `tabular`: re-executes itself under the Node that the package brings along. Plain JavaScript for Node 20. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 26;
const here = path.dirname(fileURLToPath(import.meta.url));
const main = path.join(here, 'main.ts');

if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) {
  process.argv[1] = main;
  await import('./main.ts');
} else {
  const localNode = path.resolve(here, '..', '..', 'node_modules', '.bin', 'node');
  if (!existsSync(localNode)) {
    process.stderr.write(
      `tabular: ${localNode} is missing: run "npm run setup" in ${path.resolve(here, '..', '..')}\n`,
    );
    process.exit(1);
  }
  const child = spawn(localNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; the child decides how to end, and this process ends as it did.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
