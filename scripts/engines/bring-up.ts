import { connect } from 'node:net';
import { join } from 'node:path';
import { ENGINES, type EngineName, PLAIN_PROGRAMS } from './engine-catalogue.ts';
import type { EngineProcess } from './engine-process.ts';
import type { EngineSource, FoundEngine } from './found-engine.ts';
import { obtainEngine } from './obtain-engine.ts';
import { processStart } from './process-identity.ts';
import type { RunningRecord, RunningRecords } from './running-record.ts';
import { type S3Engine, s3Variables } from './s3-engine.ts';
import { startMinio } from './start-minio.ts';
import { startPostgres } from './start-postgres.ts';
import { startRedis } from './start-redis.ts';
import { startVersitygw } from './start-versitygw.ts';

/** What `up` did for one engine. */
export interface BroughtUp {
  readonly name: EngineName;
  readonly source: EngineSource | 'environment';
  readonly state: 'started' | 'running already' | 'given' | 'built';
  readonly pid?: number;
  readonly port?: number;
  /** The file of an engine that is a plain program. */
  readonly program?: string;
  /** What a shell must export to use it. */
  readonly variables: Readonly<Record<string, string>>;
}

type Started = EngineProcess & { readonly variables: Record<string, string> };

const STARTS: Partial<Record<EngineName, (found: FoundEngine) => Promise<Started>>> = {
  postgres: startPostgresDetached,
  'postgres-15': startPostgresDetached,
  redis: async (found) => {
    const engine = await startRedis(found, { isDetached: true });
    return Object.assign(engine, { variables: { REDIS_URL: engine.url } });
  },
  versitygw: async (found) => withS3Variables(await startVersitygw(found, { isDetached: true })),
  minio: async (found) => withS3Variables(await startMinio(found, { isDetached: true })),
};

/**
 * Makes one engine usable from the first source that works: running since an earlier `up`, an address in the
 * environment that answers, what is on this machine, what can be built or downloaded. A plain program is only got.
 */
export async function bringUp(
  name: EngineName,
  records: RunningRecords,
  onSource?: (source: EngineSource) => void,
): Promise<BroughtUp> {
  const running = await records.findRunning(name);
  if (running !== undefined) return { ...pick(running), state: 'running already' };
  if (await isAddressAnswered(name)) return { name, source: 'environment', state: 'given', variables: {} };
  const found = await obtainEngine(name, onSource === undefined ? {} : { onSource });
  if (PLAIN_PROGRAMS.has(name)) {
    const program = join(found.folder, ENGINES[name].programs[0]);
    return { name, source: found.source, state: 'built', program, variables: {} };
  }
  const record = await start(found, records);
  return { ...pick(record), state: 'started' };
}

function pick({ name, source, pid, port, variables }: RunningRecord) {
  return { name, source, pid, port, variables };
}

async function start(found: FoundEngine, records: RunningRecords): Promise<RunningRecord> {
  const engine = await STARTS[found.name]!(found);
  const { folder, endSignal, container } = engine.launch;
  const record: RunningRecord = {
    name: found.name,
    source: found.source,
    pid: engine.pid,
    started: processStart(engine.pid)!,
    port: engine.port,
    folder,
    endSignal,
    container,
    variables: engine.variables,
  };
  if (!records.add(record)) {
    await engine.close();
    return (await records.findRunning(found.name)) ?? start(found, records);
  }
  engine.detach();
  return record;
}

async function startPostgresDetached(found: FoundEngine): Promise<Started> {
  const engine = await startPostgres(found, { isDetached: true });
  return Object.assign(engine, { variables: { DATABASE_URL: engine.url } });
}

function withS3Variables(engine: S3Engine): Started {
  return Object.assign(engine, { variables: s3Variables(engine) });
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'postgres:': '5432',
  'postgresql:': '5432',
  'redis:': '6379',
  'rediss:': '6379',
  'http:': '80',
  'https:': '443',
};

/** Whether the environment names an address for this engine and something accepts connections there. */
function isAddressAnswered(name: EngineName): Promise<boolean> {
  const variable = ENGINES[name].address;
  const address = variable === undefined ? undefined : process.env[variable];
  if (!address || !URL.canParse(address)) return Promise.resolve(false);
  const { hostname, port, protocol } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || DEFAULT_PORTS[protocol]) });
    socket.setTimeout(3_000, () => socket.destroy());
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => undefined);
    socket.once('close', () => resolve(false));
  });
}
