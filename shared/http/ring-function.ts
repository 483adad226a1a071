import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Log } from '../telemetry/log.ts';
import { currentTrace } from '../telemetry/trace.ts';
import { INTERNAL_HEADER } from './admit-request.ts';

/** The part of the configuration that rings need, under its own names. */
export interface RingConfig {
  readonly processing: { readonly functions_url?: string | undefined };
  readonly security: { readonly api_key?: string | undefined; readonly internal_secret?: string | undefined };
}

/** Rings a function; resolves when the ring is on its way, or lost: tick finds what was left. Never rejects. */
export type Ring = (name: string) => Promise<void>;

/** Longer than a connection takes. */
const SENT_MS = 2_000;
/**
 * A ring may wait its turn before a busy function, and platforms drop what nobody waits for; then one request works for
 * a minute.
 */
const HELD_MS = 150_000;

/**
 * Rings the doorbells of other functions at `functions_url`, with the internal secret and the trace of the request that
 * led here. Nobody waits for their work, but the connection is held as long as this process lives. Without an address
 * nothing happens.
 */
export function createRing({ processing, security }: RingConfig, log: Log): Ring {
  const { functions_url } = processing;
  if (functions_url === undefined) return async () => undefined;
  const credentials = credentialsOf(security);
  return (name) => {
    const headers = { ...currentTrace()?.headers, ...credentials, 'content-length': '0' };
    return send(addressOf(functions_url, name), headers, (reason) => log.warn('ring_lost', { function: name, reason }));
  };
}

function credentialsOf({ internal_secret, api_key }: RingConfig['security']): Record<string, string> {
  if (internal_secret !== undefined) return { [INTERNAL_HEADER]: internal_secret };
  return api_key === undefined ? {} : { 'x-api-key': api_key };
}

function addressOf(functionsUrl: string, name: string): URL {
  const isTemplate = functionsUrl.includes('{name}');
  return new URL(isTemplate ? functionsUrl.replaceAll('{name}', name) : `${functionsUrl}/${name}`);
}

function send(address: URL, headers: Record<string, string>, onLost: (reason: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const start = address.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = setTimeout(resolve, SENT_MS);
    const request = start(address, { method: 'POST', headers, signal: AbortSignal.timeout(HELD_MS) });
    request.once('finish', resolve);
    request.once('response', (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      if (statusCode >= 400) onLost(`status ${statusCode}`);
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      onLost(error.code ?? error.name);
      resolve();
    });
    request.once('close', () => clearTimeout(sent));
    request.end();
  });
}
