import { type Context, Hono } from 'hono';
import { AppError } from '../errors/app-error.ts';
import { problemResponse } from './problem-response.ts';
import type { RequestContext } from './request-context.ts';
import { respond } from './respond.ts';

export type ApiContext = Context<{ Bindings: RequestContext }>;
export type ApiHandler = (c: ApiContext) => Response | Promise<Response>;
export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The routes of one function. */
export interface Api {
  /** `pattern` as OpenAPI writes it: `/v1/jobs/{id}`; a last `{name*}` takes slashes too. */
  on(method: ApiMethod, pattern: string, handler: ApiHandler): void;
  fetch(request: Request, context: RequestContext): Response | Promise<Response>;
}

interface Route {
  readonly method: ApiMethod;
  readonly pattern: string;
  readonly matcher: RegExp;
}

/** An empty set of routes. What a handler throws leaves `fetch` as it is; unknown paths and methods are answered. */
export function createApi(): Api {
  const hono = new Hono<{ Bindings: RequestContext }>({
    getPath: (_request, options) => (options!.env as RequestContext).path,
  });
  const routes: Route[] = [];
  hono.notFound((c) => answerUnknown(c.env, c.req.method, routes));
  hono.onError((error) => {
    throw error;
  });
  return {
    on(method, pattern, handler) {
      const endpoint = pattern.replace('*}', '}');
      routes.push({ method, pattern: endpoint, matcher: matcherOf(pattern) });
      hono.on(method, pattern.replaceAll(/\{(\w+)\}/g, ':$1').replace(/\{(\w+)\*\}$/, ':$1{.+}'), (c) => {
        c.env.endpoint = endpoint;
        return handler(c);
      });
    },
    fetch: (request, context) => hono.fetch(request, context),
  };
}

function matcherOf(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => {
    if (!part.startsWith('{')) return RegExp.escape(part);
    return part.endsWith('*}') ? '.+' : '[^/]+';
  });
  return new RegExp(`^${parts.join('/')}$`);
}

/** 405 with `Allow` where the path exists under other methods (204 for OPTIONS), else 404. */
function answerUnknown(context: RequestContext, method: string, routes: readonly Route[]): Response {
  const here = routes.filter(({ matcher }) => matcher.test(context.path));
  const [first] = here;
  if (first === undefined) {
    return problemResponse(context, new AppError('NOT_FOUND', 'no such path; GET / lists where the docs are'));
  }
  context.endpoint = first.pattern;
  const allow = allowOf(here);
  if (method === 'OPTIONS') return respond(context, null, { status: 204, headers: { allow } });
  const error = new AppError('METHOD_NOT_ALLOWED', `${method} does not fit ${first.pattern}; use ${allow}`);
  return problemResponse(context, error, { allow });
}

function allowOf(routes: readonly Route[]): string {
  const methods = new Set<string>(routes.map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods, 'OPTIONS'].join(', ');
}
