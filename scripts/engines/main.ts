/**
 * `npm run --silent services -- up|down|status|build [NAME…] [--json]`: brings up the services that the platform and its
 * tests use, from the first source that works, and says which. Standard output is for programs: `up` prints lines that
 * a shell can evaluate, --json a list; everything said to people goes to standard error.
 */
import { parseArgs } from 'node:util';
import { type BroughtUp, bringUp } from './bring-up.ts';
import { ENGINE_NAMES, ENGINES, type EngineName, isEngineName } from './engine-catalogue.ts';
import { findEngine } from './found-engine.ts';
import { obtainEngines } from './obtain-engine.ts';
import { isAlive, RunningRecords } from './running-record.ts';
import { shellLines } from './shell-lines.ts';

const USAGE = `npm run --silent services -- up|down|status|build [NAME…] [--json]; names: ${ENGINE_NAMES.join(', ')}`;
/** What a platform of several processes needs. */
const USUAL: readonly EngineName[] = ['postgres', 'redis', 'versitygw'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [verb = '', ...words] = positionals;
const records = new RunningRecords('.cache/engines');
const VERBS: Record<string, (names: readonly EngineName[]) => Promise<void>> = { up, down, status, build };
const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
if (run === undefined || !words.every(isEngineName)) {
  say(USAGE);
  process.exit(2);
}
// What builds or downloads for us ends with us, which the event of our exit does for it.
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
await run(words.filter(isEngineName));

async function up(names: readonly EngineName[]): Promise<void> {
  const brought: BroughtUp[] = [];
  for (const name of names.length > 0 ? names : USUAL)
    await attempt(async () => {
      const engine = await bringUp(name, records, (source) => say(`${name}: trying ${source} …`));
      const place = engine.program ?? (engine.port === undefined ? ENGINES[name].address! : `port ${engine.port}`);
      say(`${name}: ${engine.state}, from ${engine.source}, ${place}`);
      brought.push(engine);
    });
  print(brought, () => shellLines(brought));
}

async function down(names: readonly EngineName[]): Promise<void> {
  const wanted = records.list().filter(({ name }) => names.length === 0 || names.includes(name));
  for (const record of wanted) {
    await records.end(record);
    say(`${record.name}: ended, its data is deleted`);
  }
  if (wanted.length === 0) say('nothing was running');
  print(wanted.map(({ name, pid }) => ({ name, pid })));
}

async function status(names: readonly EngineName[]): Promise<void> {
  const running = records.list().filter(isAlive);
  const states = (names.length > 0 ? names : ENGINE_NAMES).map((name) => {
    const record = running.find((entry) => entry.name === name);
    if (record !== undefined) return { name, state: 'running', source: record.source, port: record.port };
    const source = findEngine(name)?.source;
    return { name, state: source === undefined ? 'missing' : 'available', ...(source && { source }) };
  });
  for (const { name, state, ...rest } of states) say(`${name}: ${[state, ...Object.values(rest)].join(', ')}`);
  print(states);
}

async function build(names: readonly EngineName[]): Promise<void> {
  const problems = await obtainEngines(names.length > 0 ? names : ENGINE_NAMES, say);
  if (problems.length > 0) process.exitCode = 1;
}

/** One engine that cannot be had keeps no other from coming. */
async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

function print(list: readonly unknown[], text: () => string = () => ''): void {
  process.stdout.write(values.json ? `${JSON.stringify(list, undefined, 2)}\n` : text());
}

function say(line: string): void {
  process.stderr.write(`services: ${line}\n`);
}
