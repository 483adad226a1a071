import { describe, expect, it } from 'vitest';
import { readEventStream, type StreamEvent } from '../../../shared/client/event-stream.ts';

async function* inPieces(text: string, bytes: number): AsyncGenerator<Uint8Array> {
  const all = new TextEncoder().encode(text);
  for (let start = 0; start < all.length; start += bytes) yield all.subarray(start, start + bytes);
}

const collect = (text: string, bytes = 1_000): Promise<StreamEvent[]> =>
  Array.fromAsync(readEventStream(inPieces(text, bytes)));

describe('readEventStream', () => {
  const text = ': hello\n\nid: 1\nevent: started\ndata: {"a":1}\n\nretry: 500\n\ndata: zwölf\ndata: €\n\n';

  it('gives id, name and joined data, and drops comments and bare fields', async () => {
    expect(await collect(text)).toEqual([
      { id: '1', name: 'started', data: '{"a":1}' },
      { id: undefined, name: 'message', data: 'zwölf\n€' },
    ]);
  });

  it.each([1, 2, 3, 7])('gives the same events when bytes arrive %i at a time', async (bytes) => {
    expect(await collect(text, bytes)).toEqual(await collect(text));
  });

  it('drops an event that was cut off', async () => {
    expect(await collect('data: whole\n\ndata: ha')).toHaveLength(1);
  });
});
