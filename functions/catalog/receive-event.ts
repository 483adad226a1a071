import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import type { StorageEventReceipt } from '../../shared/contracts/triggers.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { readBodyText } from '../../shared/http/read-body.ts';
import { readStorageEvent, type ToldArrivals, unreadableEvent } from '../../shared/inbox/read-storage-event.ts';
import type { CatalogDependencies } from './dependencies.ts';

/**
 * Notes what an event tells. Only a database that does not answer is an error: a store sends what was refused again and
 * again, and everything behind it waits. So an event that cannot be read is noted as one, too.
 */
export async function receiveEvent(
  c: ApiContext,
  { storageEvents, bodyLimitBytes, log }: CatalogDependencies,
): Promise<StorageEventReceipt> {
  const { inbox, bucket, ring } = storageEvents;
  const told = await readEvent(c, { bucket, bodyLimitBytes });
  if ('fault' in told) {
    const { code, message } = told.fault;
    log.warn('storage_event_refused', { request_id: c.env.requestId, code, message });
    await inbox.refuse(TENANT_ID, unreadableEvent(told.text, bucket), { code, message });
    return { received: 0, ignored: 1 };
  }
  const received = await inbox.receive(TENANT_ID, told.arrivals, 'event');
  if (received > 0) ring();
  return { received, ignored: told.ignored + told.arrivals.length - received };
}

async function readEvent(
  c: ApiContext,
  { bucket, bodyLimitBytes }: { readonly bucket: string; readonly bodyLimitBytes: number },
): Promise<ToldArrivals | { readonly fault: AppError; readonly text: string }> {
  let text = '';
  try {
    text = await readBodyText(c.req.raw, bodyLimitBytes);
    return readStorageEvent(text, bucket);
  } catch (thrown) {
    const fault = AppError.from(thrown);
    if (fault.code === 'INVALID_REQUEST' || fault.code === 'PAYLOAD_TOO_LARGE') return { fault, text };
    throw thrown;
  }
}
