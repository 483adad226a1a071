import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { ColumnGroup, GroupOf, PlannedTable } from '../contracts/plan.ts';
import type { SpecDocument, TableSpec } from '../contracts/spec-document.ts';
import { invariant } from '../errors/invariant.ts';
import { type CountedChildren, countChildren } from './plan-children.ts';
import { planGroups } from './plan-groups.ts';

/** A table with everything decided but the size of its chunks. */
export type SizedTable = Pick<PlannedTable, 'name' | 'num_records' | 'primary_key' | 'groups'>;

type Owning = ForeignKeySpec & { readonly rule: { readonly name: 'owning' } };

/**
 * Rows and groups of every table, in the order of the spec. A table that is owned gets its size from its parents, so
 * those are counted first; normalisation has refused tables that own each other in a circle.
 */
export function planTables(spec: Pick<SpecDocument, 'tables' | 'seed'>, generationVersion: number): SizedTable[] {
  const counted = new Map<string, CountedChildren>();
  const rowsOf = (name: string): number => {
    const table = spec.tables.find((candidate) => candidate.name === name);
    invariant(table !== undefined, 'a normalised key refers to a table of the spec');
    return rowsOfTable(table);
  };
  const rowsOfTable = (table: TableSpec): number => {
    const key = owningKey(table);
    if (key === undefined) {
      invariant(table.num_records !== undefined, 'a normalised table that nobody owns has a size');
      return table.num_records;
    }
    const known = counted.get(table.name);
    if (known !== undefined) return known.numRecords;
    const parents = rowsOf(key.references);
    const unused = { numRecords: () => 0, compileColumns: () => [] };
    const scope = { seed: spec.seed, generationVersion, asOfMicros: 0, tableName: table.name, parents: unused };
    const children = countChildren(key, key.rule, { scope, parents });
    counted.set(table.name, children);
    return children.numRecords;
  };
  return spec.tables.map((table) => ({
    name: table.name,
    num_records: rowsOfTable(table),
    ...(table.primary_key !== undefined && { primary_key: table.primary_key }),
    groups: planGroups(table).map((group) => withChildren(group, counted.get(table.name))),
  }));
}

export function owningKey(table: TableSpec): Owning | undefined {
  return table.foreign_keys?.find((key): key is Owning => key.rule.name === 'owning');
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
