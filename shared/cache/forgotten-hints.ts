import type { Redis } from 'ioredis';

const CHANNEL = 'tabular:1:forgotten';

/** What others should forget, as texts of keys. */
export type Hint = { readonly key: string } | { readonly prefix: string };

export interface HintReader {
  onHint(hint: Hint): void;
  /** Hints may have been missed: the connection was away. */
  onGap(): void;
  onError(error: unknown): void;
}

/**
 * Tells other processes what to forget. Only a hint: Redis keeps no message for a process that does not listen at that
 * moment. Everybody who listens hears it, the sender too.
 */
export async function sendHint(client: Redis, hint: Hint): Promise<void> {
  await client.publish(CHANNEL, JSON.stringify(hint));
}

/** Hears others, on a connection that serves nothing else, as often as that comes back. */
export function listenForHints(subscriber: Redis, { onHint, onGap, onError }: HintReader): void {
  subscriber.on('message', (_channel, text: string) => {
    const hint = readHint(text);
    if (hint !== undefined) onHint(hint);
  });
  subscriber.on('ready', () => {
    subscriber.subscribe(CHANNEL).then(onGap, onError);
  });
}

/** Undefined for what is none: anybody with the password may publish. */
function readHint(text: string): Hint | undefined {
  try {
    const { key, prefix } = JSON.parse(text) as Record<string, unknown>;
    if (typeof key === 'string') return { key };
    return typeof prefix === 'string' ? { prefix } : undefined;
  } catch {
    return undefined;
  }
}
