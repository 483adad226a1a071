import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CountingPostgresProxy {
  /** The same server behind the proxy. */
  readonly url: string;
  /** Statements that the server has completed since the start or the last `takeCount`, BEGIN and COMMIT among them. */
  takeCount(): number;
  close(): Promise<void>;
}

const COMMAND_COMPLETE = 'C'.charCodeAt(0);
/** A message of the server: one byte of kind, then its length without that byte (Int32). */
const HEAD_BYTES = 5;

/** Stands before a PostgreSQL without TLS and counts what it says it has done. */
export async function startCountingPostgresProxy(url: string): Promise<CountingPostgresProxy> {
  const target = new URL(url);
  const open = new Set<Socket>();
  let completed = 0;
  const server = createServer((client) => {
    const served = connect(Number(target.port), target.hostname);
    const count = createMessageReader((kind) => {
      if (kind === COMMAND_COMPLETE) completed++;
    });
    served.on('data', count);
    pass(client, served, open);
    pass(served, client, open);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const behind = new URL(url);
  behind.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: behind.href,
    takeCount() {
      const taken = completed;
      completed = 0;
      return taken;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(from: Socket, to: Socket, open: Set<Socket>): void {
  open.add(from);
  from.setNoDelay(true);
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => {
    open.delete(from);
    to.destroy();
  });
}

/** Calls back with the kind of each message in a stream that comes in pieces of any size. */
function createMessageReader(onMessage: (kind: number) => void): (piece: Buffer) => void {
  const head = Buffer.alloc(HEAD_BYTES);
  let headBytes = 0;
  let bodyBytes = 0;
  return (piece) => {
    for (let at = 0; at < piece.length; ) {
      if (bodyBytes > 0) {
        const skipped = Math.min(bodyBytes, piece.length - at);
        bodyBytes -= skipped;
        at += skipped;
        continue;
      }
      head[headBytes++] = piece[at++]!;
      if (headBytes < HEAD_BYTES) continue;
      onMessage(head[0]!);
      bodyBytes = head.readInt32BE(1) - 4;
      headBytes = 0;
    }
  };
}
