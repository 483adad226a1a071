import fc from 'fast-check';

/** Leaves of every layout in memory, nulls and characters that JSON escapes among them. */
export const JSON_LEAVES = [
  'integer[1:9]',
  'integer[0:100000]?',
  'long[-9007199254740991:9007199254740991]',
  'float[-10:10]?',
  'double[-1000:1000]',
  { kind: 'double', decimals: 2, null_rate: 0.3 },
  'decimal(9,2)?',
  'decimal(18,3)',
  'boolean?',
  { kind: 'category', values: ['a', '', 'say "hi"', 'tab\t\\\u0001', 'ü€😀'], null_rate: 0.2 },
  'date?',
  'time',
  'datetime?',
  { kind: 'datetime', zone: 'none', unit: 'ms' },
  { kind: 'string', min_length: 0, max_length: 5, alphabet: 'a"\\\n€😀', null_rate: 0.2 },
  'template(S-{row:04})',
  'uuid?',
  { kind: 'binary', min_length: 0, max_length: 4, null_rate: 0.1 },
  'sequence(5,-3)',
  'constant(7)',
  'constant("x")?',
  'first_name?',
  'email',
  'country',
] as const;

const nullRate = fc.constantFrom(0, 0, 0.3, 1);
const NAMES = ['a', 'b c', 'naïve "quoted"', 'list', 'object', 'kind', 'null_rate'];

/** A node at most `depth` levels deep, in the mapping form without sugar. */
function node(depth: number): fc.Arbitrary<unknown> {
  const leaf = fc.constantFrom(...JSON_LEAVES);
  return depth <= 1 ? leaf : fc.oneof(leaf, container(depth, nullRate));
}

function container(depth: number, nulls: fc.Arbitrary<number | undefined>): fc.Arbitrary<Record<string, unknown>> {
  const members = fc
    .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, node(depth - 1)]))));
  const withNulls = (shape: Record<string, unknown>, null_rate: number | undefined) =>
    null_rate === undefined ? shape : { ...shape, null_rate };
  const length = fc.constantFrom(
    2,
    { max: 3 },
    { min: 1, max: 2 },
    { max: 40, distribution: { name: 'exponential', scale: 1.5 } },
  );
  return fc.oneof(
    fc.tuple(members, nulls).map(([object, rate]) => withNulls({ object }, rate)),
    fc.tuple(node(depth - 1), length, nulls).map(([list, size, rate]) => withNulls({ list, length: size }, rate)),
  );
}

/** The value of a `json` column, up to four levels deep. */
export function arbitraryJsonValue(): fc.Arbitrary<Record<string, unknown>> {
  return container(4, fc.constant(undefined));
}
