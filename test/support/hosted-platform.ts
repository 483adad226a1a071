import { readStack } from '../../scripts/stack/read-stack.ts';
import { routesOf } from '../../scripts/stack/routes.ts';
import { INTERNAL_SECRET } from './function-process.ts';
import { startGatewayEmulator } from './gateway-emulator.ts';
import { type HostedFunction, type Runtime, startHosted } from './hosted-function.ts';
import type { HostedStores } from './hosted-stores.ts';
import { startRouteProxy } from './route-proxy.ts';

/** What makes jobs, as functions that ring each other. */
const NAMES = ['generate', 'chunk', 'merge', 'tick'] as const;

/** A third of the rings is lost, every other one comes twice. */
const badly = (_name: string, ring: number): number => (ring % 3 === 0 ? 0 : 2);

/** What stands before the functions of a platform. */
interface Front {
  /** Where a caller finds the API. */
  readonly base: string;
  readonly port: number;
  /** Functions rung so far. */
  readonly rings: readonly string[];
  tick(): Promise<Response>;
  /** Rings are lost and doubled from now on. */
  isFaulty: boolean;
  close(): Promise<void>;
}

/** Functions behind the program of a platform, reached through what stands before them there. */
export interface HostedPlatform extends Omit<Front, 'port' | 'close'> {
  readonly hosted: readonly HostedFunction[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** The same functions behind both; only what stands before them and two settings differ. */
const FRONTS: Record<Runtime, (functions: Record<string, string>) => Promise<Front>> = {
  async 'of-watchdog'(functions) {
    const faults = { isFaulty: false };
    const deliveries = (name: string, call: number) =>
      faults.isFaulty && (name === 'chunk' || name === 'merge') ? badly(name, call) : 1;
    const gateway = await startGatewayEmulator({ functions, deliveries });
    const headers = { 'x-connector': 'cron-connector', 'x-topic': 'cron-function' };
    return Object.assign(faults, {
      base: `${gateway.url}/function/generate`,
      port: gateway.port,
      rings: gateway.calls,
      tick: () => fetch(`${gateway.url}/function/tick`, { method: 'POST', headers }),
      close: () => gateway.close(),
    });
  },
  async 'queue-proxy'(functions) {
    const faults = { isFaulty: false };
    const deliveries = (name: string, ring: number) => (faults.isFaulty ? badly(name, ring) : 1);
    const proxy = await startRouteProxy({ functions, routes: routesOf(readStack()), deliveries });
    const headers = { 'x-tabular-internal': INTERNAL_SECRET };
    return Object.assign(faults, {
      base: proxy.url,
      port: proxy.port,
      rings: proxy.rings,
      tick: () => fetch(`${proxy.url}/tick`, { method: 'POST', headers }),
      close: () => proxy.close(),
    });
  },
};

const SETTINGS: Record<Runtime, Record<string, string>> = {
  'of-watchdog': {
    TABULAR_PROCESSING_RUN_MODE: 'background',
    TABULAR_SECURITY_TRUSTED_TRIGGERS: 'cron-connector',
  },
  'queue-proxy': { TABULAR_PROCESSING_RUN_MODE: 'inline' },
};

/** Starts every function that makes jobs on the stores, and what stands before them. */
export async function startHostedPlatform(runtime: Runtime, stores: HostedStores): Promise<HostedPlatform> {
  const functions: Record<string, string> = {};
  const hosted: HostedFunction[] = [];
  const front = await FRONTS[runtime](functions);
  const env = {
    ...stores.env,
    ...SETTINGS[runtime],
    TABULAR_PROCESSING_FUNCTIONS_URL: `http://{host}:${front.port}/function`,
  };
  for (const name of NAMES) {
    const isWorker = runtime === 'queue-proxy' && name !== 'generate';
    const options = { env, reaches: [stores.port, front.port], ...(isWorker && { concurrency: 1 }) };
    const one = await startHosted(runtime, name, options);
    hosted.push(one);
    functions[name] = one.url;
  }
  return Object.assign(front, {
    hosted,
    async [Symbol.asyncDispose]() {
      for (const one of hosted) await one[Symbol.asyncDispose]();
      await front.close();
    },
  });
}
