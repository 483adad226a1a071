import { AppError } from '../../shared/errors/app-error.ts';
import type { Api } from '../../shared/http/api.ts';
import type { RequestContext } from '../../shared/http/request-context.ts';
import type { Route } from '../stack/routes.ts';
import { createAsyncApi } from './async-function.ts';

/** `/function/generate/v1/jobs`, also with `async-function`, as OpenFaaS spells the paths of a function. */
const FUNCTION_PATH = /^\/(async-)?function\/([a-z][a-z0-9-]*)(\/.*)?$/;

/** Finds the function of a request; takes a platform's prefix off its path. */
export function createSelect(
  apis: Readonly<Record<string, Api>>,
  table: readonly Route[],
): (context: RequestContext) => Api {
  return (context) => {
    const named = FUNCTION_PATH.exec(context.path);
    if (named !== null) return selectByName(apis, context, named);
    const route = table.find(({ prefix }) => isBelow(context.path, prefix));
    const api = route && apis[route.functionName];
    if (api === undefined) throw new AppError('NOT_FOUND', 'no function answers this path');
    return api;
  };
}

function selectByName(apis: Readonly<Record<string, Api>>, context: RequestContext, named: RegExpExecArray): Api {
  const [, asynchronous, name = '', path = '/'] = named;
  const api = Object.hasOwn(apis, name) ? apis[name] : undefined;
  if (api === undefined) throw new AppError('NOT_FOUND', `there is no function ${name} here`);
  context.path = path;
  context.endpoint = `/${asynchronous ?? ''}function/${name}`;
  return asynchronous === undefined ? api : createAsyncApi(api);
}

function isBelow(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}
