/** One server-sent event. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly name: string;
  readonly data: string;
}

/**
 * Parses a `text/event-stream` body as it arrives. Comments are dropped; an event without data is none.
 * Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream".
 */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const bytes of body) {
    pending += decoder.decode(bytes, { stream: true });
    const blocks = pending.split(/\r\n\r\n|\n\n|\r\r/);
    pending = blocks.pop()!;
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event.data !== '') yield event;
    }
  }
}

function parseEvent(block: string): StreamEvent {
  let id: string | undefined;
  let name = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'id') id = value;
    else if (field === 'event') name = value;
    else if (field === 'data') data.push(value);
  }
  return { id, name, data: data.join('\n') };
}
