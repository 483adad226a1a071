import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { BlockSums, ColumnGroup, GroupOf, PlannedTable } from '../contracts/plan.ts';
import type { SpecDocument, TableSpec } from '../contracts/spec-document.ts';
import { invariant } from '../errors/invariant.ts';
import { requireSizes } from './check-sizes.ts';
import { type CountedChildren, countChildren } from './plan-children.ts';
import { planGroups } from './plan-groups.ts';

/** All tables, and the sums that their keys name. */
export interface SizedTables {
  readonly tables: readonly SizedTable[];
  readonly blockSums: BlockSums;
}

/** A table with everything decided but the size of its chunks. */
type SizedTable = Pick<PlannedTable, 'name' | 'num_records' | 'primary_key' | 'groups'>;

type Owning = ForeignKeySpec & { readonly rule: { readonly name: 'owning' } };
type Tables = Pick<SpecDocument, 'tables' | 'seed'>;

/**
 * Rows and groups of every table, in the order of the spec. A table that is owned gets its size from its parents, so
 * those are counted first; normalisation has refused tables that own each other in a circle. Yields now and then.
 */
export function* planTables(spec: Tables, generationVersion: number): Generator<void, SizedTables> {
  const counted = new Map<string, CountedChildren>();
  for (const table of inOrderOfOwners(spec.tables)) {
    const key = owningKey(table);
    if (key === undefined) continue;
    const parents = rowsOf(key.references, spec, counted);
    const scope = { seed: spec.seed, generationVersion, tableName: table.name };
    counted.set(table.name, yield* countChildren(key, key.rule, { scope, parents }));
  }
  requireSizes(spec.tables, { rowsOf: (name) => rowsOf(name, spec, counted), counted });
  const tables = spec.tables.map((table) => ({
    name: table.name,
    num_records: rowsOf(table.name, spec, counted),
    ...(table.primary_key !== undefined && { primary_key: table.primary_key }),
    groups: planGroups(table).map((group) => withChildren(group, counted.get(table.name))),
  }));
  return { tables, blockSums: new Map([...counted.values()].map(({ children, sums }) => [children.block_sums, sums])) };
}

export function owningKey(table: TableSpec): Owning | undefined {
  return table.foreign_keys?.find((key): key is Owning => key.rule.name === 'owning');
}

/** Each table after the one that owns it. */
function inOrderOfOwners(tables: readonly TableSpec[]): TableSpec[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<TableSpec>();
  const visit = (table: TableSpec): void => {
    const owner = byName.get(owningKey(table)?.references ?? '');
    if (owner !== undefined && !ordered.has(owner)) visit(owner);
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}

function rowsOf(name: string, { tables }: Tables, counted: ReadonlyMap<string, CountedChildren>): number {
  const rows = counted.get(name)?.numRecords ?? tables.find((table) => table.name === name)?.num_records;
  invariant(rows !== undefined, 'a normalised table has a size, or an owner that has one');
  return rows;
}

function withChildren(group: ColumnGroup, counted: CountedChildren | undefined): ColumnGroup {
  if (group.kind !== 'related' || counted === undefined) return group;
  const isOwning = (member: (typeof group.members)[number]): member is GroupOf<'foreign_key'> =>
    member.kind === 'foreign_key' && member.key.rule.name === 'owning';
  const members = group.members.map((member) =>
    isOwning(member) ? { ...member, children: counted.children } : member,
  );
  return { ...group, members };
}
