import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forwardRequest, repeatRequest } from './forward-request.ts';

export interface RouteProxy {
  readonly url: string;
  readonly port: number;
  /** Names of functions rung, in order. */
  readonly rings: readonly string[];
  close(): Promise<void>;
}

export interface RouteProxyOptions {
  /** Addresses of the functions' containers by name. */
  readonly functions: Readonly<Record<string, string>>;
  readonly routes: readonly { readonly prefix: string; readonly functionName: string }[];
  /** How often the ring with this number, from 0 for each function, reaches it; once unless given. */
  readonly deliveries?: (name: string, ring: number) => number;
}

const TIMEOUT_MS = 120_000;

/** What stands before functions in a cluster: `/function/<name>` rings one, all other paths follow the route table. */
export async function startRouteProxy({ functions, routes, deliveries }: RouteProxyOptions): Promise<RouteProxy> {
  const rings: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const [, rung] = /^\/function\/([a-z-]+)$/.exec(path) ?? [];
    const name = rung ?? routes.find(({ prefix }) => prefix === '/' || path.startsWith(prefix))?.functionName ?? '';
    const address = functions[name];
    const copies = rung === undefined ? 1 : (deliveries?.(name, rings.filter((other) => other === name).length) ?? 1);
    if (rung !== undefined) rings.push(name);
    if (address === undefined || copies === 0) {
      outgoing.writeHead(502).end();
      return;
    }
    // A cluster's ingress finds services by their host.
    const headers = { host: `${name}.default.svc.cluster.local` };
    const to = { address: new URL(rung === undefined ? path : '/', address), headers, timeoutMs: TIMEOUT_MS };
    for (let copy = 1; copy < copies; copy++) void repeatRequest(incoming, to);
    void forwardRequest(incoming, outgoing, to);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    rings,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
