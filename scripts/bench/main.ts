/**
 * `npm run bench [-- --quick] [-- --only jobs,text]`: measures every bar, prints one table, writes bench/results.json.
 * Exit code 1 with --quick when a figure is worse than half of its must, otherwise when a must is missed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Bar, formatTable, isMet, isWithinHalf } from './bar.ts';
import { machineLoad } from './interleave.ts';

/** Cases load when they run: one alone does not pay for the packages of the others. */
const CASES: Record<string, (isQuick: boolean) => Promise<Bar[]>> = {
  jobs: async (isQuick) => (await import('./cases/jobs.ts')).jobBars(isQuick),
  mixed: async (isQuick) => (await import('./cases/mixed.ts')).mixedBars(isQuick),
  wide: async (isQuick) => (await import('./cases/mixed.ts')).wideBars(isQuick),
  unique: async (isQuick) => (await import('./cases/unique.ts')).uniqueBars(isQuick),
  checks: async (isQuick) => (await import('./cases/checks.ts')).checkBars(isQuick),
  retail: async (isQuick) => (await import('./cases/retail.ts')).retailBars(isQuick),
  faker: async (isQuick) => (await import('./cases/faker.ts')).fakerBars(isQuick),
  text: async (isQuick) => (await import('./cases/text.ts')).textBars(isQuick),
  merge: async (isQuick) => (await import('./cases/merge.ts')).mergeBars(isQuick),
  requests: async (isQuick) => (await import('./cases/requests.ts')).requestBars(isQuick),
  'cold-start': async (isQuick) => (await import('./cases/cold-start.ts')).coldStartBars(isQuick),
  memory: async (isQuick) => (await import('./cases/memory.ts')).memoryBars(isQuick),
};

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(CASES);
const unknown = wanted.filter((name) => !(name in CASES));
if (unknown.length > 0) {
  process.stderr.write(`bench: no case "${unknown.join('", "')}"; there are ${Object.keys(CASES).join(', ')}\n`);
  process.exit(2);
}

process.stdout.write(`${describeMachine()}\n`);
const bars: Bar[] = [];
for (const name of wanted) {
  process.stdout.write(`measuring ${name} …\n`);
  bars.push(...(await CASES[name]!(values.quick)));
}
process.stdout.write(`\n${formatTable(bars)}\n`);
mkdirSync('bench', { recursive: true });
const results = { machine: describeMachine(), node: process.version, is_quick: values.quick, bars };
writeFileSync('bench/results.json', `${JSON.stringify(results, undefined, 2)}\n`);
const missed = bars.filter((entry) => !(values.quick ? isWithinHalf(entry) : isMet(entry)));
if (missed.length > 0) process.stderr.write(`\n${missed.length} of ${bars.length} bars missed\n`);
process.exit(missed.length > 0 ? 1 : 0);

function describeMachine(): string {
  const [first] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} x ${first?.model.trim() ?? 'unknown processor'}, ${gib} GiB, load ${machineLoad()}`;
}
