/** The bytes of a body as they arrive; ends after `quietMsMax` without any. Leaving the loop cancels the request. */
export async function* readPieces(body: ReadableStream<Uint8Array>, quietMsMax?: number): AsyncGenerator<Uint8Array> {
  // Streams are not iterable in every browser.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, quietMsMax);
      if (done) return;
      yield value;
    }
  } finally {
    // Does nothing to a stream that has ended, and a broken one has told its reason already.
    await reader.cancel().catch(() => undefined);
  }
}

/** Cancelling ends the wait: the read says that the stream is done. */
async function readInTime(reader: ReadableStreamDefaultReader<Uint8Array>, quietMsMax: number | undefined) {
  if (quietMsMax === undefined) return reader.read();
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), quietMsMax);
  try {
    return await reader.read();
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The lines of a UTF-8 text, each ended by a newline, as many at a time as one piece ends: that saves a promise per
 * line. What an unfinished last line holds was cut off and throws.
 */
export async function* readLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const bytes of pieces) {
    const lines = (pending + decoder.decode(bytes, { stream: true })).split('\n');
    pending = lines.pop()!;
    yield lines;
  }
  if (pending !== '') throw new Error('the answer ends in the middle of a line');
}
