import type { ObjectStore } from './object-store.ts';

const KEYS_AT_ONCE = 1_000;

/** Deletes every object below a prefix. */
export async function deleteBelow(objects: ObjectStore, prefix: string): Promise<void> {
  for (;;) {
    const page = await objects.list(prefix, { limit: KEYS_AT_ONCE });
    await objects.delete(page.map(({ key }) => key));
    if (page.length < KEYS_AT_ONCE) return;
  }
}
