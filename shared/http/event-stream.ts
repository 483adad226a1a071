import type { RequestContext } from './request-context.ts';
import { respond } from './respond.ts';
import { toStream } from './to-stream.ts';

/** One server-sent event; `data` is sent as JSON. */
export interface ServerSentEvent {
  readonly id: number;
  readonly name: string;
  readonly data: unknown;
}

/** What a source of events yields: an event, a sign of life, or how long to wait before coming back. */
export type StreamEntry =
  | { readonly kind: 'event'; readonly event: ServerSentEvent }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'retry'; readonly retryMs: number };

/** `text/event-stream` of a source that ends by itself; `onClose` hears of a reader that leaves earlier. */
export function eventStreamResponse(
  context: RequestContext,
  entries: AsyncIterable<StreamEntry>,
  onClose: () => void,
): Response {
  return respond(context, toStream(encodeEntries(entries), onClose), {
    headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
  });
}

async function* encodeEntries(entries: AsyncIterable<StreamEntry>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const entry of entries) yield encoder.encode(encodeEntry(entry));
}

function encodeEntry(entry: StreamEntry): string {
  switch (entry.kind) {
    case 'heartbeat':
      return ': heartbeat\n\n';
    case 'retry':
      return `retry: ${entry.retryMs}\n\n`;
    case 'event':
      return `id: ${entry.event.id}\nevent: ${entry.event.name}\ndata: ${JSON.stringify(entry.event.data)}\n\n`;
  }
}
