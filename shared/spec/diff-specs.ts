import { canonicalJson } from '../contracts/canonical-json.ts';
import type { SpecDocument, TableSpec } from '../contracts/spec-document.ts';
import { withoutDescriptions } from '../contracts/spec-text.ts';

/** One difference between two specifications: where, and what was and is there. */
export interface SpecChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** `orders`, `orders.total`, `orders.total.max`, `orders key customer`, `orders check total`, `output`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What one has to change in `before` to get `after`. The order of tables and columns counts; descriptions do not. */
export function diffSpecs(before: SpecDocument, after: SpecDocument): SpecChange[] {
  const [{ tables: old, ...oldHead }, { tables: current, ...head }] = [
    withoutDescriptions(before),
    withoutDescriptions(after),
  ];
  return [...diffMembers('', oldHead, head), ...diffNamed('', old, current, diffTable)];
}

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
  return [
    ...diffMembers(`${path}.`, old, current),
    ...diffNamed(`${path}.`, oldColumns, columns, (at, one, other) => diffMembers(`${at}.`, one, other)),
    ...diffNamed(`${path} entity `, oldEntities, entities, diffWhole),
    ...diffNamed(`${path} key `, oldKeys, keys, diffWhole),
    ...diffNamed(`${path} check `, oldChecks, checks, diffWhole),
  ];
}

function diffWhole(path: string, before: object, after: object): SpecChange[] {
  return isEqual(before, after) ? [] : [{ change: 'changed', path, before, after }];
}

function diffMembers(prefix: string, before: object, after: object): SpecChange[] {
  const [old, current] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const names = new Set([...Object.keys(old), ...Object.keys(current)]);
  return [...names]
    .filter((name) => name !== 'name' || prefix === '')
    .flatMap((name): SpecChange[] => {
      const path = prefix + name;
      if (isEqual(old[name], current[name])) return [];
      if (old[name] === undefined) return [{ change: 'added', path, after: current[name] }];
      if (current[name] === undefined) return [{ change: 'removed', path, before: old[name] }];
      return [{ change: 'changed', path, before: old[name], after: current[name] }];
    });
}

/** Things with names: by name, then by the order of those that both have. */
function diffNamed<Item extends { readonly name: string }>(
  prefix: string,
  before: readonly Item[],
  after: readonly Item[],
  diff: Diff<Item>,
): SpecChange[] {
  const [old, current] = [
    new Map(before.map((item) => [item.name, item])),
    new Map(after.map((item) => [item.name, item])),
  ];
  const removed = before.filter(({ name }) => !current.has(name));
  const shared = [...old.keys()].filter((name) => current.has(name));
  const order = [...current.keys()].filter((name) => old.has(name));
  const added = after.filter(({ name }) => !old.has(name));
  return [
    ...removed.map(({ name }): SpecChange => ({ change: 'removed', path: prefix + name })),
    ...shared.flatMap((name) => diff(prefix + name, old.get(name)!, current.get(name)!)),
    ...added.map(({ name }): SpecChange => ({ change: 'added', path: prefix + name })),
    ...(isEqual(shared, order)
      ? []
      : [{ change: 'changed' as const, path: `${prefix}(order)`, before: shared, after: order }]),
  ];
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}
