/**
 * A small HTTP/1.1 load client on raw sockets: keep-alive connections, one request in flight each. It reads only the
 * status and the length of answers, so that the client costs far less than the server it measures.
 */
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  readonly connections: number;
  /** Stops after this many requests or this many seconds, whichever comes first. */
  readonly requests?: number;
  readonly seconds?: number;
  /** The body of the n-th request. */
  readonly body: (n: number) => string;
  readonly path: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Answers outside 2xx. */
  readonly refused: number;
  /** Connections that broke or answers that could not be read. */
  readonly failures: number;
}

interface Shared {
  issued: number;
  refused: number;
  failures: number;
  readonly latenciesMs: number[];
  readonly deadline: number;
}

/** Loopback only; bounded by `requests` and `seconds`. */
export async function applyLoad(load: Load): Promise<LoadResult> {
  const started = performance.now();
  const shared: Shared = {
    issued: 0,
    refused: 0,
    failures: 0,
    latenciesMs: [],
    deadline: started + (load.seconds ?? 60) * 1_000,
  };
  await Promise.all(Array.from({ length: load.connections }, () => runConnection(load, shared)));
  const seconds = (performance.now() - started) / 1_000;
  const sorted = shared.latenciesMs.sort((a, b) => a - b);
  return {
    requests: sorted.length,
    seconds,
    requestsPerSecond: sorted.length / seconds,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
    refused: shared.refused,
    failures: shared.failures,
  };
}

function runConnection(load: Load, shared: Shared): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let isDone = false;
    const reader = createAnswerReader((status) => {
      shared.latenciesMs.push(performance.now() - sentAt);
      if (status < 200 || status > 299) shared.refused++;
      send();
    });
    const finish = (): void => {
      isDone = true;
      socket.end();
      resolve();
    };
    const send = (): void => {
      const isOver =
        shared.issued >= (load.requests ?? Number.POSITIVE_INFINITY) || performance.now() >= shared.deadline;
      if (isOver) {
        finish();
      } else {
        sentAt = performance.now();
        writeRequest(socket, load, shared.issued++);
      }
    };
    socket.on('connect', send);
    socket.on('data', reader);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!isDone) shared.failures++;
      resolve();
    });
  });
}

function writeRequest(socket: Socket, load: Load, n: number): void {
  const body = load.body(n);
  socket.write(
    `POST ${load.path} HTTP/1.1\r\nHost: 127.0.0.1:${load.port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Calls back with the status once a whole answer (Content-Length or chunked) has arrived. */
function createAnswerReader(onAnswer: (status: number) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const headEnd = pending.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = pending.toString('latin1', 0, headEnd);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    const isWhole =
      length === undefined
        ? pending.subarray(-5).toString('latin1') === '0\r\n\r\n'
        : pending.length >= headEnd + 4 + Number(length);
    if (!isWhole) return;
    pending = Buffer.alloc(0);
    onAnswer(Number(head.slice(9, 12)));
  };
}
