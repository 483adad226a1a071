import { describe, expect, it } from 'vitest';
import { readLines, readPieces } from '../../../shared/client/read-body.ts';

/** A body in pieces of `bytes`; `left` hears of a reader that leaves. */
function bodyOf(text: string, bytes: number, left: () => void = () => {}): ReadableStream<Uint8Array> {
  const all = new TextEncoder().encode(text);
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= all.length) return controller.close();
      controller.enqueue(all.subarray(start, start + bytes));
      start += bytes;
    },
    cancel: left,
  });
}

describe('readLines', () => {
  it.each([1, 2, 3, 100])('gives the same lines when bytes arrive %i at a time', async (bytes) => {
    const lines = await Array.fromAsync(readLines(readPieces(bodyOf('zwölf\n\n€1\n', bytes))));
    expect(lines.flat()).toEqual(['zwölf', '', '€1']);
  });

  it('cancels the body when the loop is left', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    for await (const [line] of readLines(readPieces(bodyOf('a\nb\nc\n', 2, resolve)))) if (line === 'b') break;
    await promise;
  });

  it('takes no more pieces than are asked for', async () => {
    let pulls = 0;
    const endless = new ReadableStream<Uint8Array>(
      { pull: (controller) => controller.enqueue(Uint8Array.of(0x30 + (pulls++ % 10), 0x0a)) },
      { highWaterMark: 0 },
    );
    const lines = readLines(readPieces(endless));
    for (let i = 0; i < 5; i++) await lines.next();
    expect(pulls).toBe(5);
    await lines.return(undefined);
  });
});

describe('readPieces', () => {
  it('ends where nothing comes for too long', async () => {
    const silent = new ReadableStream<Uint8Array>({});
    expect(await Array.fromAsync(readPieces(silent, 1))).toEqual([]);
  });
});
