const FLUSH_CHARACTERS = 16_384;

export interface LineBuffer {
  write(lines: string): void;
  /** Everything out now: before the process ends. */
  flush(): void;
}

/**
 * Gathers log lines of one turn of the event loop into one write: a write per line would cost a busy server more than
 * the requests it logs.
 */
export function createLineBuffer(write: (text: string) => void): LineBuffer {
  let waiting = '';
  let isScheduled = false;
  const flush = () => {
    isScheduled = false;
    const text = waiting;
    waiting = '';
    if (text !== '') write(text);
  };
  return {
    write(lines) {
      waiting += lines;
      if (waiting.length >= FLUSH_CHARACTERS) flush();
      else if (!isScheduled) {
        isScheduled = true;
        setImmediate(flush);
      }
    },
    flush,
  };
}
