import { type ParseArgsConfig, type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { AppError } from '../../shared/errors/app-error.ts';

/** Options that every command has. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', default: false },
  quiet: { type: 'boolean', short: 'q', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsOptionsConfig;

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options & typeof COMMON_OPTIONS; allowPositionals: true }>
>;

/** Reads a command's options. Throws INVALID_REQUEST that names the option and, where one is near, the one meant. */
export function parseOptions<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  ownOptions: Options,
): Parsed<Options> {
  const options = { ...COMMON_OPTIONS, ...ownOptions };
  refuseUnknown([...args], options);
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true } satisfies ParseArgsConfig) as Parsed<Options>;
  } catch (error) {
    throw new AppError('INVALID_REQUEST', plainSentence(error as Error));
  }
}

function refuseUnknown(args: string[], options: ParseArgsOptionsConfig): void {
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const meant = nearestName(token.name, Object.keys(options));
    const remedy = meant === undefined ? 'see --help' : `did you mean --${meant}?`;
    throw new AppError('INVALID_REQUEST', `unknown option ${token.rawName}: ${remedy}`);
  }
}

/** Node's sentence without its code and without advice about `--` that does not help here. */
function plainSentence(error: Error): string {
  const [sentence = error.message] = error.message.split(/\.\s|\n/);
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** The whole number a `--name` option was given, at least `min`; undefined when it was not given. */
export function parseWholeNumber(name: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new AppError('INVALID_REQUEST', `--${name} ${text}: expected a whole number of at least ${min}`);
}

/** The word that a `--name` option was given, one of a few. Throws INVALID_REQUEST naming those. */
export function parseChoice<const Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw new AppError('INVALID_REQUEST', `--${name} ${text}: expected one of ${choices.join(', ')}`);
}

/** The candidate within two edits of `name` (one for short names), or undefined. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const limit = name.length <= 4 ? 1 : 2;
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.candidate;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
