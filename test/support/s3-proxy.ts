import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as S3 sees it. */
export interface S3Request {
  readonly method: string;
  /** With the query, still encoded. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/**
 * What becomes of a call: passed on, cut off before it arrives, answered with an S3 error, or its answer cut after so
 * many bytes of its body.
 */
export type S3Fate =
  | 'pass'
  | 'drop'
  | { readonly status: number; readonly code: string }
  | { readonly cutAfterBytes: number };

export interface S3Proxy {
  readonly endpoint: string;
  /** Every call since the start. */
  readonly calls: S3Request[];
  close(): Promise<void>;
}

/** Stands before an S3 server (http) and decides each call's fate; signatures stay valid, since they name the proxy. */
export async function startS3Proxy(endpoint: string, decide: (call: S3Request) => S3Fate): Promise<S3Proxy> {
  const target = new URL(endpoint);
  const calls: S3Request[] = [];
  const server = createServer((incoming, answer) => {
    const call = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers };
    calls.push(call);
    const fate = decide(call);
    if (fate === 'drop') incoming.destroy();
    else if (typeof fate === 'object' && 'status' in fate) refuse(incoming, answer, fate);
    else forward(target, incoming, answer, fate === 'pass' ? Number.POSITIVE_INFINITY : fate.cutAfterBytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Reads the body first, as a polite server does. */
function refuse(
  incoming: IncomingMessage,
  answer: ServerResponse,
  { status, code }: { readonly status: number; readonly code: string },
): void {
  incoming.resume();
  incoming.on('end', () => {
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>planted</Message></Error>`);
  });
}

function forward(target: URL, incoming: IncomingMessage, answer: ServerResponse, bytesMax: number): void {
  const outgoing = request(
    {
      host: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      let left = bytesMax;
      reply.on('data', (piece: Buffer) => {
        answer.write(piece.subarray(0, left));
        left -= piece.length;
        if (left > 0) return;
        reply.destroy();
        // what was written goes out before the connection breaks
        answer.write('', () => answer.destroy());
      });
      reply.on('end', () => answer.end());
      reply.on('error', () => answer.destroy());
    },
  );
  outgoing.on('error', () => answer.destroy());
  incoming.on('error', () => outgoing.destroy());
  incoming.pipe(outgoing);
}
