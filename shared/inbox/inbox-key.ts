import { TENANT_ID } from '../contracts/tenant-id.ts';
import { AppError } from '../errors/app-error.ts';
import { inboxPrefix } from '../objects/object-keys.ts';

/** What the key of an object in the inbox says. */
export interface InboxKey {
  /** Of a stored schema or a template. */
  readonly source: string;
  /** Of the request, and of the folder of its results. */
  readonly name: string;
  readonly syntax: 'json' | 'yaml';
}

const KEY_SHAPE = /^([A-Za-z][A-Za-z0-9_.-]{0,127})\/([A-Za-z0-9][A-Za-z0-9_.-]{0,127})\.(json|ya?ml)$/;

/** Whether the object lies in the inbox; a store also lists folders as objects of no bytes. */
export function isInInbox(key: string): boolean {
  return key.startsWith(inboxPrefix(TENANT_ID)) && !key.endsWith('/');
}

/** Reads `t/<tenant>/inbox/<template>/<name>.(json|yaml)`; undefined for what is in the inbox under another kind of name. */
export function parseInboxKey(key: string): InboxKey | undefined {
  const [, source, name, ending] = KEY_SHAPE.exec(key.slice(inboxPrefix(TENANT_ID).length)) ?? [];
  if (source === undefined || name === undefined) return undefined;
  return { source, name, syntax: ending === 'json' ? 'json' : 'yaml' };
}

/** The same, INVALID_REQUEST for another name. */
export function requireInboxKey(key: string): InboxKey {
  const parsed = parseInboxKey(key);
  if (parsed !== undefined) return parsed;
  throw new AppError(
    'INVALID_REQUEST',
    'an object in the inbox must be called <template>/<name>.json, .yaml or .yml, of letters, digits, dots, hyphens and underscores',
  );
}
