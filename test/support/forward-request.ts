import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Headers between two neighbours only (RFC 9110, section 7.6.1). */
const HOP_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface Forwarding {
  readonly address: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Beside those of the answer. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Passes a request on and its answer back, as proxies do: a bare 502 where none comes in time. Never rejects. */
export function forwardRequest(incoming: IncomingMessage, outgoing: ServerResponse, to: Forwarding): Promise<void> {
  return new Promise((resolve) => {
    const { address, headers = {}, answerHeaders = {}, timeoutMs } = to;
    const upstream = request(address, {
      method: incoming.method ?? 'GET',
      headers: { ...withoutHops(incoming.headers), ...headers },
      signal: AbortSignal.timeout(timeoutMs),
    });
    upstream.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...withoutHops(answer.headers), ...answerHeaders });
      answer.pipe(outgoing);
      answer.once('error', () => outgoing.destroy());
    });
    upstream.once('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
    // Whoever leaves cancels the call: that is why a ring must be held open.
    outgoing.once('close', () => {
      upstream.destroy();
      resolve();
    });
    incoming.pipe(upstream);
  });
}

/** Makes a call without a body once more, for nobody. */
export async function repeatRequest(incoming: IncomingMessage, { address, headers = {} }: Forwarding): Promise<void> {
  const all = Object.entries({ ...withoutHops(incoming.headers), ...headers }).filter(([name]) => name !== 'host');
  try {
    const response = await fetch(address, {
      method: incoming.method ?? 'GET',
      headers: all as [string, string][],
    });
    await response.body?.cancel();
  } catch {
    // Lost like any other call.
  }
}

/** Without what concerns the neighbour only. */
export function withoutHops(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !HOP_HEADERS.has(name));
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}
