import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Calls of one kind, and the bytes of their requests and answers as they go over the wire, heads included. */
export interface CountedCalls {
  readonly calls: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

export interface CountingS3Proxy {
  readonly endpoint: string;
  /** Since the start or the last `takeCounts`, by the name of the S3 operation. */
  takeCounts(): Map<string, CountedCalls>;
  close(): Promise<void>;
}

/** Stands between somebody and an S3 server (http) and counts what passes; signatures name the proxy and stay valid. */
export async function startCountingS3Proxy(endpoint: string): Promise<CountingS3Proxy> {
  const target = new URL(endpoint);
  let counts = new Map<string, CountedCalls>();
  const seen = new WeakMap<Socket, { read: number; written: number }>();

  function count(operation: string, socket: Socket): void {
    const before = seen.get(socket) ?? { read: 0, written: 0 };
    const now = { read: socket.bytesRead, written: socket.bytesWritten };
    seen.set(socket, now);
    const { calls = 0, sentBytes = 0, receivedBytes = 0 } = counts.get(operation) ?? {};
    counts.set(operation, {
      calls: calls + 1,
      sentBytes: sentBytes + now.read - before.read,
      receivedBytes: receivedBytes + now.written - before.written,
    });
  }

  const server = createServer((incoming, answer) => {
    const { socket, method, url: path, headers } = incoming;
    // one call after another on each connection: what passed since the last one ended is this one's
    answer.on('close', () => count(operationOf(incoming), socket));
    const outgoing = request({ host: target.hostname, port: target.port, method, path, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeCounts() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Bytes that passed in both directions. */
export function passedBytes(counts: ReadonlyMap<string, CountedCalls>): number {
  return [...counts.values()].reduce((sum, { sentBytes, receivedBytes }) => sum + sentBytes + receivedBytes, 0);
}

/** S3's name of a call: method and query tell. */
function operationOf({ method, url = '', headers }: IncomingMessage): string {
  const query = new URL(url, 'http://proxy').searchParams;
  switch (method) {
    case 'PUT':
      if (!query.has('partNumber')) return 'PutObject';
      return headers['x-amz-copy-source'] === undefined ? 'UploadPart' : 'UploadPartCopy';
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload';
      return query.has('uploadId') ? 'CompleteMultipartUpload' : 'DeleteObjects';
    case 'GET':
      if (query.has('uploadId')) return 'ListParts';
      return query.has('list-type') ? 'ListObjects' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    default:
      return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
  }
}
