import type { MemoryLevel } from './memory-level.ts';
import type { SharedLevel } from './shared-level.ts';

const ENTRIES_MAX = 200;
const BYTES_MAX = 64 * 1024 * 1024;

/**
 * Takes the results that were used last into the memory of a process that has just started, one after the other.
 * Answers the number of them.
 */
export async function warmMemory(memory: MemoryLevel, shared: SharedLevel): Promise<number> {
  let count = 0;
  for (const key of await shared.listRecent(ENTRIES_MAX)) {
    if (memory.bytes >= BYTES_MAX) break;
    const found = await shared.find(key);
    if (found === undefined) continue;
    memory.keep(key, found.bytes, found.ttlMs);
    count += 1;
  }
  return count;
}
