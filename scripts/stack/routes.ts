import type { Stack } from './stack.ts';

export interface Route {
  /** `/` or a path without a slash at its end. */
  readonly prefix: string;
  readonly functionName: string;
}

/** The route table, longest prefixes first: the first that a path begins with decides. */
export function routesOf({ functions }: Stack): Route[] {
  return functions
    .flatMap(({ name, paths }) => paths.map((prefix) => ({ prefix, functionName: name })))
    .sort((a, b) => b.prefix.length - a.prefix.length);
}
