import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallQueue } from './call-queue.ts';
import { forwardRequest, repeatRequest, withoutHops } from './forward-request.ts';

export interface GatewayOptions {
  /** Addresses of the functions' containers by name. */
  readonly functions: Readonly<Record<string, string>>;
  /** Then the caller gets a bare 502; 60 s unless given. */
  readonly upstreamTimeoutMs?: number;
  /** A queued call that takes longer is made again; 60 s unless given. */
  readonly ackWaitMs?: number;
  /** How often the call with this number, from 0 for each function, reaches it; once unless given. */
  readonly deliveries?: (name: string, call: number) => number;
}

export interface GatewayEmulator {
  readonly url: string;
  readonly port: number;
  /** Names of functions called, in order, whether or not the call reached them. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** The community edition runs no more, and answers no call while there are. */
const FUNCTIONS_MAX = 15;
const ASYNC_BODY_BYTES_MAX = 256_000;
const TIMEOUT_MS = 60_000;
const PATH = /^\/(async-)?function\/([a-z][a-z0-9-]*)(?:\.[a-z0-9-]+)?(\/[^?]*)?(\?.*)?$/;

/**
 * The gateway of OpenFaaS' community edition as far as functions can see it: paths without their prefix, call ids,
 * calls that are cancelled with their caller, and calls that are queued, one at a time, made again when they take long
 * and never when they fail.
 */
export async function startGatewayEmulator(options: GatewayOptions): Promise<GatewayEmulator> {
  const calls: string[] = [];
  const gateway = new Gateway(options, calls);
  const server = createServer((incoming, outgoing) => gateway.answer(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  gateway.queue = new CallQueue(url, options.ackWaitMs ?? TIMEOUT_MS);
  return {
    url,
    port,
    calls,
    async close() {
      gateway.queue?.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Call {
  readonly name: string;
  readonly path: string;
  readonly callId: string;
  readonly isCallIdOurs: boolean;
}

class Gateway {
  queue: CallQueue | undefined;
  readonly #options: GatewayOptions;
  readonly #calls: string[];
  readonly #counts = new Map<string, number>();

  constructor(options: GatewayOptions, calls: string[]) {
    this.#options = options;
    this.#calls = calls;
  }

  answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const [, asynchronous, name = '', path = '/', query = ''] = PATH.exec(incoming.url ?? '') ?? [];
    const given = incoming.headers['x-call-id'];
    const callId = typeof given === 'string' ? given : randomUUID();
    const call = { name, path: path + query, callId, isCallIdOurs: given === undefined };
    if (Object.keys(this.#options.functions).length > FUNCTIONS_MAX) outgoing.writeHead(405).end();
    else if (this.#options.functions[name] === undefined) outgoing.writeHead(404).end();
    else if (asynchronous === undefined) this.#forward(incoming, outgoing, call);
    else if (incoming.method !== 'POST') outgoing.writeHead(405).end();
    else void this.#enqueue(incoming, outgoing, call);
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse, { name, path, callId, isCallIdOurs }: Call): void {
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    this.#calls.push(name);
    const deliveries = this.#options.deliveries?.(name, count) ?? 1;
    if (deliveries === 0) {
      outgoing.writeHead(502).end();
      return;
    }
    const to = {
      address: new URL(path, this.#options.functions[name]),
      headers: {
        'x-call-id': callId,
        'x-start-time': String(Date.now() * 1e6),
        'x-forwarded-host': incoming.headers.host ?? '',
        'x-forwarded-for': incoming.socket.remoteAddress ?? '',
      },
      // A caller that names its call is not told the name again.
      ...(isCallIdOurs && { answerHeaders: { 'x-call-id': callId } }),
      timeoutMs: this.#options.upstreamTimeoutMs ?? TIMEOUT_MS,
    };
    for (let copy = 1; copy < deliveries; copy++) void repeatRequest(incoming, to);
    void forwardRequest(incoming, outgoing, to);
  }

  async #enqueue(incoming: IncomingMessage, outgoing: ServerResponse, { name, path, callId }: Call): Promise<void> {
    const body = Buffer.concat(await incoming.toArray());
    if (body.length > ASYNC_BODY_BYTES_MAX) {
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end('message is too large for the queue');
      return;
    }
    this.queue?.add({ name, path, callId, headers: withoutHops(incoming.headers), body });
    outgoing.writeHead(202, { 'x-call-id': callId }).end();
  }
}
