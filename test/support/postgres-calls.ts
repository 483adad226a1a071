import type { Watcher } from './network-link.ts';

/** What a client sends to have something done, in either protocol: Query, and the Sync that ends a statement. */
const CALLS = new Set(['Q', 'S']);

/**
 * Watches a client's side of PostgreSQL's protocol, without TLS. `onCall` is asked before each call; after a false, what
 * went before has arrived and nothing else will.
 */
export function watchPostgresCalls(onCall: () => boolean): Watcher {
  let unread: Buffer = Buffer.alloc(0);
  let hasGreeted = false;
  return (piece) => {
    unread = Buffer.concat([unread, piece]);
    let end = 0;
    for (;;) {
      // Only the first message has no letter in front of its length.
      const letterBytes = hasGreeted ? 1 : 0;
      if (unread.length < end + letterBytes + 4) break;
      const next = end + letterBytes + unread.readInt32BE(end + letterBytes);
      if (unread.length < next) break;
      if (hasGreeted && CALLS.has(String.fromCharCode(unread[end]!)) && !onCall()) break;
      hasGreeted = true;
      end = next;
    }
    const complete = unread.subarray(0, end);
    unread = unread.subarray(end);
    return complete;
  };
}
