import { TENANT_ID } from '../contracts/tenant-id.ts';
import { AppError } from '../errors/app-error.ts';
import { inboxPrefix } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { isInInbox } from './inbox-key.ts';
import type { InboxStore } from './inbox-store.ts';

export interface FindDependencies {
  readonly inbox: Pick<InboxStore, 'receive' | 'readCursor' | 'moveCursor' | 'listEnded' | 'settleEnded'>;
  readonly objects: Pick<ObjectStore, 'list' | 'find'>;
  /** What arrivals call the place of the objects. */
  readonly bucket: string;
  /** Objects younger than this may still be being written, where a store is a folder; milliseconds. */
  readonly settleMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const KEYS_AT_ONCE = 1_000;
const FORGET_DAYS = 30;
const FORGET_AT_ONCE = 20;

/**
 * Looks at the next page of the inbox's list for objects that no event told of; answers how many there were. From tick
 * to tick it goes through all pages, then begins anew.
 */
export async function findLost({ inbox, objects, bucket, settleMs, now }: FindDependencies): Promise<number> {
  const after = await inbox.readCursor(TENANT_ID, bucket);
  const options = { limit: KEYS_AT_ONCE, ...(after !== '' && { after }) };
  const page = await objects.list(inboxPrefix(TENANT_ID), options);
  const settledMs = now() - settleMs;
  const arrivals = page
    .filter(({ key, modifiedAt }) => isInInbox(key) && !isBetween(modifiedAt.getTime(), settledMs, now()))
    .map(({ key, etag }) => ({ bucket, key, etag }));
  const found = await inbox.receive(TENANT_ID, arrivals, 'list');
  const next = page.length < KEYS_AT_ONCE ? '' : page.at(-1)!.key;
  if (next !== after) await inbox.moveCursor(TENANT_ID, bucket, next);
  return found;
}

/** A clock that is ahead must not hide an object for ever. */
function isBetween(time: number, after: number, until: number): boolean {
  return time > after && time <= until;
}

/** Forgets arrivals of long ago whose objects are gone, or changed: while an object is there, its arrival is what keeps it from running twice. */
export async function forgetGone({ inbox, objects }: Pick<FindDependencies, 'inbox' | 'objects'>): Promise<void> {
  const gone: string[] = [];
  const kept: string[] = [];
  for (const { id, key, etag } of await inbox.listEnded(FORGET_DAYS, FORGET_AT_ONCE))
    ((await findSafely(objects, key))?.etag === etag ? kept : gone).push(id);
  if (gone.length + kept.length > 0) await inbox.settleEnded(TENANT_ID, { gone, kept });
}

/** Events can name what no store of ours would hold. */
async function findSafely(objects: Pick<ObjectStore, 'find'>, key: string) {
  try {
    return await objects.find(key);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'INVALID_REQUEST') return undefined;
    throw thrown;
  }
}
