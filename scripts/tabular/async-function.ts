import type { Api } from '../../shared/http/api.ts';
import { readBodyText } from '../../shared/http/read-body.ts';
import { respond } from '../../shared/http/respond.ts';

/** OpenFaaS takes no larger body for a call that it answers later. */
const BODY_BYTES_MAX = 256 * 1024;

/**
 * OpenFaaS' `/async-function`: 202 with `X-Call-Id` at once, the call itself afterwards, its answer dropped. What it
 * leads to is seen in the jobs.
 */
export function createAsyncApi(api: Api): Api {
  return {
    on: api.on,
    async fetch(request, context) {
      const body = await readBodyText(request, BODY_BYTES_MAX);
      const { method, url, headers } = request;
      const later = new Request(url, { method, headers: new Headers(headers), ...(body !== '' && { body }) });
      const laterContext = { ...context, corsOrigin: undefined };
      setImmediate(async () => {
        try {
          const response = await api.fetch(later, laterContext);
          await response.body?.cancel();
        } catch {
          // The caller has had its answer: as on the platform, a failure shows in the function's own state only.
        }
      });
      return respond(context, null, { status: 202, headers: { 'x-call-id': context.requestId } });
    },
  };
}
