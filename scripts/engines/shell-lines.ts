import type { BroughtUp } from './bring-up.ts';

/**
 * Lines for a POSIX shell: an export per variable, where the first engine that has one decides, and a comment with the
 * file of each plain program.
 */
export function shellLines(engines: readonly Pick<BroughtUp, 'name' | 'program' | 'variables'>[]): string {
  const variables: Record<string, string> = Object.assign(
    {},
    ...engines.toReversed().map((engine) => engine.variables),
  );
  const exports = Object.entries(variables).map(([key, value]) => `export ${key}='${value.replaceAll("'", `'\\''`)}'`);
  const programs = engines.flatMap(({ name, program }) => (program === undefined ? [] : [`# ${name}: ${program}`]));
  return [...exports, ...programs].map((line) => `${line}\n`).join('');
}
