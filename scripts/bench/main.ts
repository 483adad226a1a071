/**
 * `npm run bench [-- --quick] [-- --services] [-- --only jobs,text]`: measures every bar, prints one table, writes
 * bench/results.json. `--services`: only what needs real services; what this machine lacks of them is named and left out.
 * Exit code 1 with --quick when a figure is worse than half of its must, otherwise when a must is missed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { EngineName } from '../engines/engine-catalogue.ts';
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

/** Cases on services that they start themselves, and what they start. */
const SERVED: Record<string, { needs: readonly EngineName[]; run: (isQuick: boolean) => Promise<Bar[]> }> = {
  digests: {
    needs: ['postgres', 'versitygw', 'minio', 'of-watchdog', 'queue-proxy'],
    run: async () => (await import('./cases/digests.ts')).digestBars(),
  },
  'bucket-output': {
    needs: ['postgres', 'versitygw'],
    run: async (isQuick) => (await import('./cases/bucket-output.ts')).bucketOutputBars(isQuick),
  },
  'bucket-merge': {
    needs: ['postgres', 'versitygw'],
    run: async () => (await import('./cases/bucket-merge.ts')).bucketMergeBars(),
  },
  statements: {
    needs: ['postgres'],
    run: async (isQuick) => (await import('./cases/statements.ts')).statementBars(isQuick),
  },
  'killed-workers': {
    needs: ['postgres'],
    run: async (isQuick) => (await import('./cases/killed-workers.ts')).killedWorkerBars(isQuick),
  },
  'platform-start': {
    needs: ['of-watchdog', 'queue-proxy'],
    run: async (isQuick) => (await import('./cases/platform-start.ts')).platformStartBars(isQuick),
  },
};

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    services: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const names = [...(values.services ? [] : Object.keys(CASES)), ...Object.keys(SERVED)];
const wanted = values.only?.split(',') ?? names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`bench: no case "${unknown.join('", "')}"; there are ${names.join(', ')}\n`);
  process.exit(2);
}

// Ends as at the end of the table: what it has started goes with it.
process.once('SIGTERM', () => process.exit(143));
process.stdout.write(`${describeMachine()}\n`);
const bars: Bar[] = [];
for (const name of wanted) {
  const lacks = await whatLacks(name);
  process.stdout.write(lacks === undefined ? `measuring ${name} …\n` : `left out: ${name}: ${lacks}\n`);
  if (lacks === undefined) bars.push(...(await (SERVED[name]?.run ?? CASES[name]!)(values.quick)));
}
process.stdout.write(`\n${formatTable(bars)}\n`);
mkdirSync('bench', { recursive: true });
const results = { machine: describeMachine(), node: process.version, is_quick: values.quick, bars };
writeFileSync('bench/results.json', `${JSON.stringify(results, undefined, 2)}\n`);
const missed = bars.filter((entry) => !(values.quick ? isWithinHalf(entry) : isMet(entry)));
if (missed.length > 0) process.stderr.write(`\n${missed.length} of ${bars.length} bars missed\n`);
process.exit(missed.length > 0 ? 1 : 0);

/** Why a case cannot be measured here; where services are required it is tried all the same, and fails by itself. */
async function whatLacks(name: string): Promise<string | undefined> {
  const needs = SERVED[name]?.needs ?? [];
  if (needs.length === 0) return undefined;
  const { engineSkipReason } = await import('../../test/support/engines.ts');
  const { POD_SKIP_REASON } = await import('../../test/support/pod.ts');
  const reasons = needs.map(engineSkipReason).filter((reason) => reason !== undefined);
  return reasons[0] ?? (needs.includes('queue-proxy') ? POD_SKIP_REASON : undefined);
}

function describeMachine(): string {
  const [first] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} x ${first?.model.trim() ?? 'unknown processor'}, ${gib} GiB, load ${machineLoad()}`;
}
