import fc from 'fast-check';

type Members = Record<string, unknown>;

/** Key columns of every layout that a key can have; all without equal values. */
const IDS: readonly Members[] = [
  { kind: 'sequence', start: -3, step: 2 },
  { kind: 'sequence', start: '9007199254740990', step: 3 },
  { kind: 'uuid' },
  { kind: 'template', template: 'n° {row}' },
  { kind: 'integer', min: -50_000, max: 50_000, unique: true },
  { kind: 'email' },
];

const children = fc.oneof(
  fc.constantFrom<unknown>(0, 1, 3, [0, 4], [0, 1], [2, 2]),
  fc.constant({ max: 40, distribution: { name: 'poisson', mu: 2.5 } }),
  fc.constant({ min: 1, max: 300, distribution: { name: 'lognormal', s: 1.5, scale: 2 } }),
);

const choose = fc.constantFrom<unknown>('uniform', { name: 'zipf', a: 0 }, { name: 'zipf', a: 1.2 });

interface Link {
  readonly to: number;
  readonly way: 'children' | 'total' | 'drawn' | 'optional' | 'bridge' | 'tree' | 'both';
  readonly children: unknown;
  readonly choose: unknown;
  readonly rows: number;
}

/** A key to one of the tables before, and whether it brings the table's rows along. */
const link: fc.Arbitrary<Link> = fc.record({
  to: fc.nat(),
  way: fc.constantFrom<Link['way'][]>('children', 'total', 'drawn', 'optional', 'bridge', 'tree', 'both'),
  children,
  choose,
  rows: fc.integer({ min: 0, max: 60 }),
});

/**
 * Two to five tables with keys of every sort to tables before them. What a table cannot have (a key to an empty table, a
 * bridge wider than its other side) planning refuses: such specs come too.
 */
export const arbitraryTables: fc.Arbitrary<Members> = fc
  .record({
    seed: fc.maxSafeNat(),
    first: fc.integer({ min: 1, max: 200 }),
    ids: fc.array(fc.constantFrom(...IDS), { minLength: 5, maxLength: 5 }),
    links: fc.array(link, { minLength: 1, maxLength: 4 }),
  })
  .map(({ seed, first, ids, links }) => {
    const tables: Members = { t0: { num_records: first, primary_key: 'id', columns: [{ name: 'id', ...ids[0] }] } };
    for (const [index, each] of links.entries()) tables[`t${index + 1}`] = tableOf(ids[index + 1]!, each, index + 1);
    return { seed, tables };
  });

function tableOf(id: Members, { to, way, children, choose, rows }: Link, index: number): Members {
  const parent = `t${to % index}`;
  const other = `t${(to + 1) % index}`;
  const key = (members: Members) => ({ kind: 'foreign_key', references: parent, ...members });
  const owned = { name: 'owner', ...key({ children }) };
  const columns: { readonly [Way in Link['way']]: readonly Members[] } = {
    children: [owned],
    total: [{ name: 'owner', ...key({ owning: true }) }],
    drawn: [{ name: 'drawn', ...key({ choose }) }],
    optional: [{ name: 'optional', ...key({ choose, optional: 0.4 }) }],
    bridge: [owned, { name: 'bridge', ...key({ references: other, unique_within_owner: true }) }],
    tree: [{ name: 'above', ...key({ references: `t${index}.id`, optional: 0.1 }) }],
    both: [{ name: 'drawn', ...key({ references: other, choose, null_rate: 0.2 }) }, owned],
  };
  const isPlanned = way === 'children' || way === 'bridge' || way === 'both';
  return {
    ...(!isPlanned && { num_records: rows }),
    primary_key: 'id',
    columns: [{ name: 'id', ...id }, ...columns[way]],
  };
}
