import { describe, expect, it } from 'vitest';
import { type AdmissionRules, createAdmission } from '../../../shared/http/admit-request.ts';
import { createRequestContext } from '../../../shared/http/request-context.ts';

const SECRET = 'secret-of-functions';
const KEY = 'key-of-the-users-1';

/** The code of a refusal, or `admitted`. */
function outcome(
  method: string,
  path: string,
  headers: Record<string, string>,
  { apiKey = KEY, trustedTriggers = [] as string[] } = {},
): string {
  const rules: AdmissionRules = {
    allowedHosts: [],
    corsOrigins: [],
    apiKey,
    internal: { secret: SECRET, trustedTriggers },
  };
  const request = new Request(`http://localhost${path}`, { method, headers });
  try {
    createAdmission(rules)(request, createRequestContext(request));
    return 'admitted';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a function that others ring', () => {
  it('takes rings with the secret, and no others', () => {
    expect(outcome('POST', '/', { 'x-tabular-internal': SECRET })).toBe('admitted');
    expect(outcome('POST', '/', {})).toBe('UNAUTHENTICATED');
    expect(outcome('POST', '/', { 'x-tabular-internal': `${SECRET}x` })).toBe('UNAUTHENTICATED');
    expect(outcome('POST', '/', { 'x-tabular-internal': '' })).toBe('UNAUTHENTICATED');
    expect(outcome('POST', '/', { 'x-api-key': KEY })).toBe('UNAUTHENTICATED');
  });

  it('answers probes to everybody, and metrics to the secret and the key', () => {
    for (const path of ['/health', '/ready', '/_/health', '/_/ready'])
      expect(outcome('GET', path, {})).toBe('admitted');
    expect(outcome('GET', '/metrics', {})).toBe('UNAUTHENTICATED');
    expect(outcome('GET', '/metrics', { 'x-api-key': KEY })).toBe('admitted');
    expect(outcome('GET', '/metrics', { 'x-tabular-internal': SECRET })).toBe('admitted');
  });

  it('takes the triggers that it was told to trust, which can send no secret', () => {
    const cron = { 'x-connector': 'cron-connector', 'x-topic': 'cron-function' };
    const ping = { 'ce-type': 'dev.knative.sources.ping', 'ce-specversion': '1.0' };
    const trustedTriggers = ['cron-connector', 'dev.knative.sources.ping'];
    for (const headers of [cron, ping]) {
      expect(outcome('POST', '/', headers)).toBe('UNAUTHENTICATED');
      expect(outcome('POST', '/', headers, { trustedTriggers })).toBe('admitted');
    }
    expect(outcome('POST', '/', { 'x-connector': 'other' }, { trustedTriggers })).toBe('UNAUTHENTICATED');
    expect(outcome('POST', '/', {}, { trustedTriggers })).toBe('UNAUTHENTICATED');
  });
});

describe('where stores tell of new objects', () => {
  const path = '/v1/storage-events';
  /** With the key of a function that nobody rings. */
  const admit = (method: string) => {
    const request = new Request(`http://localhost${path}`, { method });
    return () =>
      createAdmission({ allowedHosts: [], corsOrigins: [], apiKey: KEY })(request, createRequestContext(request));
  };

  it('is told without the API key, since the function asks for a secret of its own; read it is with the key', () => {
    expect(admit('POST')).not.toThrow();
    expect(admit('GET')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it('is no way around the secret of functions that are rung', () => {
    expect(outcome('POST', path, {})).toBe('UNAUTHENTICATED');
  });
});
