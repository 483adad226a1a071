import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { InboxQuery } from '../../shared/contracts/triggers.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { bearerOf, STORAGE_EVENTS_PATH } from '../../shared/http/admit-request.ts';
import type { Api } from '../../shared/http/api.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { respondJson } from '../../shared/http/respond.ts';
import { createSecretCheck, type SecretCheck } from '../../shared/http/secret-check.ts';
import type { CatalogDependencies } from './dependencies.ts';
import { receiveEvent } from './receive-event.ts';

/** `POST /v1/storage-events`, which stores call, and the list of what has arrived. */
export function addStorageEventRoutes(api: Api, dependencies: CatalogDependencies): void {
  const { inbox, secret } = dependencies.storageEvents;
  const isSecret = secret === undefined ? undefined : createSecretCheck(secret);

  api.on('POST', STORAGE_EVENTS_PATH, async (c) => {
    requireSender(c.req.raw, isSecret);
    return respondJson(c.env, await receiveEvent(c, dependencies));
  });
  api.on('GET', STORAGE_EVENTS_PATH, async (c) => {
    const page = await inbox.list(TENANT_ID, parseQuery(c.req.url, InboxQuery));
    return respondJson(c.env, { events: page.events, next_cursor: page.nextCursor ?? null });
  });
}

function requireSender(request: Request, isSecret: SecretCheck | undefined): void {
  if (isSecret === undefined) {
    const remedy = 'set security.webhook_secret here and as the auth token of the store';
    throw new AppError('FORBIDDEN', `storage events are not taken here without a secret; ${remedy}`);
  }
  const given = bearerOf(request);
  if (given !== undefined && isSecret(given)) return;
  throw new AppError(
    'UNAUTHENTICATED',
    'stores show security.webhook_secret as Authorization: Bearer; it is missing or wrong',
  );
}
