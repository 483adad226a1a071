import fc from 'fast-check';
import { arbitraryColumn, type Members } from './arbitrary-spec.ts';

/** Hold for enough rows, alone and together, and read something that can be drawn again. */
const CONDITIONS = [
  'n < 8',
  "word <> 'red' or n > 2",
  'amount > n - 4',
  "day >= date '2020-06-01'",
  'total > 3',
  'length(label) < 30',
  'x + y < 2',
  'row % 3 < n',
  'random value < 0.9',
].map((text) => text.replace('random value', '"random value"'));
const condition = fc.constantFrom(...CONDITIONS);

const EXPRESSIONS = [
  'n',
  'word',
  'n * amount + row % 5',
  'n / (n - 2)',
  "case when n > 4 then 'many' when n > 1 then word end",
  'coalesce(nullif(n, 3), -1)',
  'add_business_days(day, n)',
  'at + hours(n)',
  'length(word) = 4 and n between 2 and 6',
  "lpad(cast(n as text), 3, '0') || upper(word)",
  'random() * n',
] as const;

/** Columns that the others are made of. */
const BASE: readonly Members[] = [
  { name: 'n', kind: 'integer', min: 0, max: 9 },
  { name: 'amount', kind: 'decimal', min: 0, max: 50 },
  { name: 'word', kind: 'category', values: ['red', 'green', 'blue', 'wéiß'], weights: [1, 2, 3, 1] },
  { name: 'day', kind: 'date' },
  { name: 'at', kind: 'datetime', unit: 'ms', max: '2024-01-01T00:00:00Z' },
  { name: 'x', kind: 'double', distribution: { name: 'normal' }, null_rate: 0.2 },
  { name: 'y', kind: 'double', hidden: true, distribution: { name: 'exponential', scale: 0.4 } },
  { name: 'random value', kind: 'derived', expression: 'random()' },
  { name: 'total', kind: 'derived', expression: 'amount * (n + 1)', type: 'decimal(12,2)' },
  { name: 'label', kind: 'template', template: '{word|upper}-{n:03}/{row}' },
];

interface Related {
  readonly expressions: readonly string[];
  readonly nullWhen: string;
  readonly choice: string;
  readonly checks: readonly string[];
  readonly others: readonly Members[];
  readonly isCorrelated: boolean;
  readonly nullRate: number;
}

const related: fc.Arbitrary<Related> = fc.record({
  expressions: fc.subarray([...EXPRESSIONS], { maxLength: 4 }),
  nullWhen: condition,
  choice: condition,
  checks: fc.subarray(CONDITIONS, { maxLength: 2 }),
  others: fc.array(arbitraryColumn, { maxLength: 3 }),
  isCorrelated: fc.boolean(),
  nullRate: fc.constantFrom(0, 0.3, 1),
});

/** The columns, checks and correlations of one table. */
function relatedMembers({ others, checks, isCorrelated, ...rules }: Related) {
  return {
    entities: { someone: { kind: 'person', locales: ['en_US', 'ja_JP'] } },
    columns: [
      ...BASE,
      ...ruledColumns(rules),
      ...others.map((members, index) => ({ name: `column ${index}`, ...members })),
    ],
    checks,
    correlations: isCorrelated ? [{ columns: ['n', 'x', 'word'], matrix: CORRELATIONS }] : [],
  };
}

const CORRELATIONS = [
  [1, 0.5, -0.2],
  [0.5, 1, 0.3],
  [-0.2, 0.3, 1],
];

function ruledColumns({
  expressions,
  nullWhen,
  choice,
  nullRate,
}: Omit<Related, 'others' | 'checks' | 'isCorrelated'>) {
  return [
    ...expressions.map((expression, index) => ({
      name: `f${index}`,
      kind: 'derived',
      expression,
      null_rate: nullRate,
    })),
    { name: 'ruled', kind: 'long', null_when: nullWhen, null_rate: nullRate / 2 },
    {
      name: 'chosen',
      kind: 'conditional',
      // biome-ignore lint/suspicious/noThenProperty: the word of the language
      when: [{ if: choice, then: 'decimal[0:5]' }],
      else: 'integer[100:200]',
      null_rate: nullRate,
    },
    { name: 'id of time', kind: 'uuid', version: 7, time_from: 'at' },
    { name: 'digest', kind: 'hash', algorithm: 'md5', of: 'label', null_rate: nullRate },
  ];
}

const children = fc.constantFrom<Members>(
  { children: [0, 5] },
  { children: 3 },
  { children: { max: 40, distribution: { name: 'poisson', mu: 2.5 } } },
  { children: { min: 1, max: 300, distribution: { name: 'lognormal', s: 1.5, scale: 2 } } },
  { children: { total: 70 } },
);
const drawn = fc.constantFrom<Members>(
  {},
  { optional: 0.4 },
  { choose: { name: 'zipf', a: 1.1 }, null_rate: 0.2 },
  { choose: { name: 'weighted', weights: [1, 0, 3, 5, 2] } },
  { unique_within_owner: true },
);

/** Every kind that depends on the rows of its group, and columns over them. */
const GROUPED: readonly Members[] = [
  { name: 'ordinal', kind: 'ordinal', start: 1 },
  { name: 'group', kind: 'group' },
  { name: 'running', kind: 'running', of: 'amount', start: 'owner.amount' },
  { name: 'lag', kind: 'lag', of: 'word', null_rate: 0.1 },
  { name: 'lag of numbers', kind: 'lag', of: 'n', default: -1 },
  { name: 'sorted', kind: 'sorted', of: 'day', order: 'desc' },
  { name: 'state', kind: 'markov', states: ['a', 'b'], transitions: [[1, 3], [2, 1]] }, // biome-ignore format: a matrix
  { name: 'gap', kind: 'double', hidden: true, distribution: { name: 'exponential', scale: 60 } },
  { name: 'event time', kind: 'event_time', start: 'owner.at', gap: 'gap' },
  { name: 'share', kind: 'share_of', total: 'owner.total', weights: 'n' },
  { name: 'after', kind: 'derived', expression: 'running * 2 - ordinal', null_rate: 0.2 },
];

interface Linked {
  readonly seed: number;
  readonly parents: number;
  readonly parent: Related;
  readonly child: Related;
  readonly owned: Members;
  readonly drawn: Members;
  readonly isGrouped: boolean;
  readonly groups: number;
}

/**
 * Tables that use the whole language: parents, children with an owning key and another one, groups of both layouts, a
 * tree, composite keys; formulas, conditions, checks, correlations, and columns of every kind.
 */
export const arbitraryLanguage: fc.Arbitrary<Members> = fc
  .record({
    seed: fc.maxSafeNat(),
    parents: fc.integer({ min: 5, max: 60 }),
    parent: related,
    child: related,
    owned: children,
    drawn,
    isGrouped: fc.boolean(),
    groups: fc.integer({ min: 1, max: 9 }),
  })
  .map(documentOf);

function documentOf({ seed, parents, parent, child, owned, drawn, isGrouped, groups }: Linked): Members {
  const parentMembers = relatedMembers(parent);
  const childMembers = relatedMembers(child);
  const key = (name: string, members: Members) => ({ name, kind: 'foreign_key', ...members });
  return {
    seed,
    tables: {
      children: {
        ...childMembers,
        group_by: isGrouped ? 'owner' : null,
        foreign_keys: [{ name: 'owner', columns: 'owner', references: 'parents', ...owned }],
        columns: [
          key('owner', {}),
          key('place', { references: 'places.id', ...drawn }),
          ...childMembers.columns,
          { name: 'from owner', kind: 'derived', expression: "owner.word || ' ' || owner.n" },
          { name: 'from place', kind: 'template', template: '{places.city|lower}' },
          ...(isGrouped ? GROUPED : []),
        ],
      },
      parents: {
        ...parentMembers,
        num_records: parents,
        primary_key: 'id',
        columns: [
          { name: 'id', kind: 'sequence', start: 1 },
          key('above', { references: 'parents.id', optional: 0.1 }),
          ...parentMembers.columns,
        ],
      },
      // No more rows than weights, and more than an owner's rows need.
      places: {
        num_records: drawn['choose'] === undefined ? 400 : 5,
        columns: [{ name: 'id', kind: 'uuid' }, ...PLACE],
      },
      readings: {
        num_records: 100,
        group_by: { layout: 'interleaved', groups, steps: 100 },
        columns: READING,
        foreign_keys: [{ columns: ['city', 'code'], references: 'places', parent_columns: ['city', 'code'] }],
      },
    },
  };
}

const PLACE: readonly Members[] = [
  { name: 'city', kind: 'city' },
  { name: 'code', kind: 'string', pattern: '[A-Z]{2}\\d', unique: true },
];
const READING: readonly Members[] = [
  { name: 'group', kind: 'group' },
  { name: 'step', kind: 'ordinal' },
  { name: 'at', kind: 'event_time', start: '2024-01-01T00:00:00Z', every: 60, jitter: 0.5 },
  { name: 'city', kind: 'foreign_key' },
  { name: 'code', kind: 'foreign_key' },
  { name: 'n', kind: 'integer', min: -5, max: 5, null_rate: 0.2 },
  { name: 'running', kind: 'running', of: 'n' },
  { name: 'city before', kind: 'lag', of: 'city' },
  { name: 'sorted', kind: 'sorted', of: 'running' },
  { name: 'state', kind: 'markov', states: ['a', 'b'], transitions: [[1, 3], [2, 1]] }, // biome-ignore format: a matrix
  { name: 'later', kind: 'event_time', start: 'at', gap: 'sorted' },
  { name: 'share', kind: 'share_of', total: 'running', null_rate: 0.1 },
];
