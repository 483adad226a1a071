/** `npm run check`: what must be green before a commit, in under a minute: types, lint, quick tests. */
import { spawnSync } from 'node:child_process';

const STEPS: readonly (readonly [name: string, ...command: string[]])[] = [
  ['types', 'tsc', '--noEmit'],
  ['format and lint', 'biome', 'check'],
  ['quick tests', 'node', 'scripts/test.ts', '--project', 'unit'],
];

for (const [name, command, ...options] of STEPS) {
  process.stdout.write(`check: ${name}\n`);
  const { status } = spawnSync(command!, options, { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
