import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Api } from '../../shared/http/api.ts';
import type { RequestContext } from '../../shared/http/request-context.ts';
import { createAsyncApi } from './async-function.ts';

const StackFile = z.object({
  functions: z.record(z.string(), z.object({ annotations: z.record(z.string(), z.string()).default({}) })),
});

export interface Route {
  /** `/` or a path without a slash at its end. */
  readonly prefix: string;
  readonly functionName: string;
}

/** The route table of `stack.yml`, longest prefixes first. */
export function readRouteTable(file: URL = new URL('../../stack.yml', import.meta.url)): Route[] {
  const { functions } = StackFile.parse(parse(readFileSync(file, 'utf8')));
  return Object.entries(functions)
    .flatMap(([functionName, { annotations }]) =>
      (annotations['tabular-paths'] ?? '').split(/\s+/).map((prefix) => ({ prefix, functionName })),
    )
    .filter(({ prefix }) => prefix !== '')
    .sort((a, b) => b.prefix.length - a.prefix.length);
}

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
