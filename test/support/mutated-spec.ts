import fc from 'fast-check';
import { arbitraryLanguage } from './arbitrary-language.ts';
import { arbitrarySpec } from './arbitrary-spec.ts';

/** Values that have broken parsers, planners and file systems before. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  '..',
  '../../etc/passwd',
  '/absolute',
  'a\u0000b',
  'C:\\con',
  '\ud800',
  '😀'.repeat(200),
  '__proto__',
  'constructor',
  'integer[5:1]',
  'integer[1:',
  'double(,)',
  'category()',
  'string[0:99999999]',
  'date[2024-02-30:x]',
  'template[{row]',
  'datetime[0000-01-01T00:00:00Z:9999-12-31T23:59:59Z]',
  -1,
  0,
  0.5,
  -0,
  1e308,
  -1e308,
  5e-324,
  2 ** 31,
  2 ** 53,
  2 ** 53 - 1,
  1e21,
  '9223372036854775807',
  '-9223372036854775809',
  [],
  {},
  [[[[[[[]]]]]]],
  { kind: 'integer' },
  { toString: 1, hasOwnProperty: 2 },
  Array.from({ length: 1_100 }, (_, index) => ({ name: `c${index}`, kind: 'uuid' })),
];
const HOSTILE_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'kind',
  'min',
  'max',
  'columns',
  'tables',
  'seed',
  '0',
  '',
];

const mutation = fc.record({
  path: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  action: fc.constantFrom('replace', 'delete', 'add', 'copy'),
  value: fc.constantFrom(...HOSTILE),
  key: fc.constantFrom(...HOSTILE_KEYS),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

/** The JSON text of a valid small spec with up to three faults of all sorts, now and then cut or spliced as text. */
export const mutatedSpecText: fc.Arbitrary<string> = fc
  .record({
    document: fc.oneof({ arbitrary: arbitrarySpec(20), weight: 6 }, { arbitrary: arbitraryLanguage, weight: 1 }),
    mutations: fc.array(mutation, { minLength: 0, maxLength: 3 }),
    scissors: fc.option(
      fc.record({ at: fc.nat(), insert: fc.constantFrom('', '"', '}', '[[[[', ',', '\\u', '1e999') }),
      {
        freq: 6,
      },
    ),
  })
  .map(({ document, mutations, scissors }) => {
    const text = JSON.stringify(mutations.reduce(mutate, document as unknown));
    if (scissors === null) return text;
    const at = scissors.at % (text.length + 1);
    return text.slice(0, at) + scissors.insert + text.slice(at + 1);
  });

/** One change at the place that the path's numbers lead to. */
function mutate(document: unknown, { path, action, value, key }: Mutation): unknown {
  if (typeof document !== 'object' || document === null) return value;
  const clone = structuredClone(document) as Record<string, unknown>;
  let place = clone;
  for (const [depth, step] of path.entries()) {
    const keys = Object.keys(place);
    const chosen = keys[step % Math.max(1, keys.length)];
    if (chosen === undefined) return clone;
    const next = place[chosen];
    const isLast = depth === path.length - 1 || typeof next !== 'object' || next === null;
    if (!isLast) {
      place = next as Record<string, unknown>;
      continue;
    }
    apply(place, { chosen, action, value, key });
    return clone;
  }
  return clone;
}

function apply(
  place: Record<string, unknown>,
  { chosen, action, value, key }: Omit<Mutation, 'path'> & { chosen: string },
): void {
  if (action === 'delete') delete place[chosen];
  else if (action === 'add') Object.defineProperty(place, key, { value, enumerable: true, configurable: true });
  else if (action === 'copy') place[`${chosen} `] = place[chosen];
  else place[chosen] = value;
}
