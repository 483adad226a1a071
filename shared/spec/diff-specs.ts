import { canonicalJson } from '../contracts/canonical-json.ts';
import type { SpecDocument, TableSpec } from '../contracts/spec-document.ts';
import { withoutDescriptions } from '../contracts/spec-text.ts';

/** One difference between two specifications: where, and what was and is there. */
export interface SpecChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly subject: 'spec' | 'table' | 'column' | 'entity' | 'key' | 'check';
  /** What of the subject differs, `(order)` for the order of its tables or columns; absent where that is all of it. */
  readonly member?: string;
  /** A column that no output has, before and after. */
  readonly isHidden?: true;
  /** `orders`, `orders.total`, `orders.total.max`, `orders key customer`, `orders check total`, `output`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type Subject = SpecChange['subject'];

/** What one has to change in `before` to get `after`. The order of tables and columns counts; descriptions do not. */
export function diffSpecs(before: SpecDocument, after: SpecDocument): SpecChange[] {
  const [{ tables: old, ...oldHead }, { tables: current, ...head }] = [
    withoutDescriptions(before),
    withoutDescriptions(after),
  ];
  return [
    ...diffMembers({ subject: 'spec', prefix: '' }, oldHead, head),
    ...diffNamed({ subject: 'table', owner: 'spec', prefix: '' }, [old, current], diffTable),
  ];
}

/** One thing that both have, at its path. */
type Diff<Item> = (path: string, before: Item, after: Item) => SpecChange[];

function diffTable(path: string, before: TableSpec, after: TableSpec): SpecChange[] {
  const {
    columns: oldColumns,
    foreign_keys: oldKeys = [],
    checks: oldChecks = [],
    entities: oldEntities,
    ...old
  } = before;
  const { columns, foreign_keys: keys = [], checks = [], entities, ...current } = after;
  const within = (subject: Subject, prefix: string) => ({ subject, owner: 'table' as const, prefix });
  return [
    ...diffMembers({ subject: 'table', prefix: `${path}.` }, old, current),
    ...diffNamed(within('column', `${path}.`), [oldColumns, columns], (at, one, other) =>
      diffMembers({ subject: 'column', prefix: `${at}.` }, one, other),
    ),
    ...diffNamed(within('entity', `${path} entity `), [oldEntities, entities], diffWhole('entity')),
    ...diffNamed(within('key', `${path} key `), [oldKeys, keys], diffWhole('key')),
    ...diffNamed(within('check', `${path} check `), [oldChecks, checks], diffWhole('check')),
  ];
}

function diffWhole(subject: Subject): Diff<object> {
  return (path, before, after) => (isEqual(before, after) ? [] : [{ change: 'changed', subject, path, before, after }]);
}

interface Place {
  readonly subject: Subject;
  readonly prefix: string;
}

function diffMembers({ subject, prefix }: Place, before: object, after: object): SpecChange[] {
  const [old, current] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const names = new Set([...Object.keys(old), ...Object.keys(current)]);
  const hidden = isHidden(before) && isHidden(after);
  return [...names]
    .filter((name) => name !== 'name' || subject === 'spec')
    .flatMap((member): SpecChange[] => {
      const at = { subject, member, ...(hidden && { isHidden: true as const }), path: prefix + member };
      if (isEqual(old[member], current[member])) return [];
      if (old[member] === undefined) return [{ change: 'added', ...at, after: current[member] }];
      if (current[member] === undefined) return [{ change: 'removed', ...at, before: old[member] }];
      return [{ change: 'changed', ...at, before: old[member], after: current[member] }];
    });
}

interface Named {
  readonly name: string;
}

/** Things with names: by name, then by the order of those that both have, which is a member of their owner. */
function diffNamed<Item extends Named>(
  { subject, owner, prefix }: Place & { readonly owner: Subject },
  [before, after]: readonly [readonly Item[], readonly Item[]],
  diff: Diff<Item>,
): SpecChange[] {
  const [old, current] = [
    new Map(before.map((item) => [item.name, item])),
    new Map(after.map((item) => [item.name, item])),
  ];
  const whole = (change: 'added' | 'removed', item: Item): SpecChange => ({
    change,
    subject,
    ...(isHidden(item) && { isHidden: true as const }),
    path: prefix + item.name,
  });
  const shared = [...old.keys()].filter((name) => current.has(name));
  const order = [...current.keys()].filter((name) => old.has(name));
  return [
    ...before.filter(({ name }) => !current.has(name)).map((item) => whole('removed', item)),
    ...shared.flatMap((name) => diff(prefix + name, old.get(name)!, current.get(name)!)),
    ...after.filter(({ name }) => !old.has(name)).map((item) => whole('added', item)),
    ...(isEqual(shared, order)
      ? []
      : [
          {
            change: 'changed' as const,
            subject: owner,
            member: '(order)',
            path: `${prefix}(order)`,
            before: shared,
            after: order,
          },
        ]),
  ];
}

function isHidden(item: object): boolean {
  return 'hidden' in item && item.hidden === true;
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}
