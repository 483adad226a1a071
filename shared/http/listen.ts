import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { AppError } from '../errors/app-error.ts';
import { problemOf } from '../errors/problem-of.ts';
import { answerTogether } from './answer-together.ts';
import type { Fetch } from './create-fetch.ts';
import { OpenConnections } from './open-connections.ts';

export interface ListenOptions {
  readonly fetch: Fetch;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** For the whole of a request's head and body to arrive, and how long a connection may be silent. */
  readonly requestTimeoutMs: number;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  /**
   * Stops accepting, lets running requests end, then closes what is left after `drainMs`. Resolves when every
   * connection is closed.
   */
  close(drainMs: number): Promise<void>;
}

/** A connection's silence begins a little before the handler's time does: its 504 must come before the cut. */
const SILENCE_EXTRA_MS = 5_000;
const IDLE_MS = 65_000;
const HEADER_BYTES_MAX = 16 * 1024;

/** Serves `fetch` over HTTP/1.1. Rejects with INVALID_CONFIG when the address cannot be taken. */
export async function listen({ fetch, host, port, requestTimeoutMs }: ListenOptions): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: answerTogether(fetch),
    createServer,
    hostname: host,
    serverOptions: { requestTimeout: requestTimeoutMs, keepAliveTimeout: IDLE_MS, maxHeaderSize: HEADER_BYTES_MAX },
  }) as Server;
  server.setTimeout(requestTimeoutMs + SILENCE_EXTRA_MS);
  server.on('clientError', answerUnreadable);
  const connections = new OpenConnections(server);
  await bind(server, host, port);
  const address = server.address() as AddressInfo;
  return { host, port: address.port, close: (drainMs) => connections.drain(drainMs) };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `cannot listen on ${host}:${port}; is another process there? set server.port`;
      reject(new AppError('INVALID_CONFIG', message, { cause }));
    });
    server.listen(port, host, () => resolve());
  });
}

/** Bytes that are no HTTP request never reach `fetch`: they are answered here, as a problem all the same. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(new AppError('INVALID_REQUEST', 'the request is not HTTP/1.1'), 'none');
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
