import { columnsMadeBy, columnsReadBy } from '../columns/member-columns.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import type { ColumnGroup, MemberGroup, PlacedColumn } from '../contracts/plan.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { invariant } from '../errors/invariant.ts';
import { listReferences } from '../expressions/list-references.ts';

type GroupedTable = Pick<TableSpec, 'columns' | 'entities' | 'foreign_keys'>;

/**
 * The columns of a table by what they are drawn from, in the order of each group's first column. Groups that read each
 * other's columns become one related group, its members in an order in which each comes after those it reads.
 */
export function planGroups(table: GroupedTable): ColumnGroup[] {
  const groups = listGroups(table);
  const makers = new Map(groups.flatMap((group) => columnsMadeBy(group).map((name) => [name, group] as const)));
  const readBy = (group: MemberGroup) =>
    columnsReadBy(group).map((name) => {
      const maker = makers.get(name);
      invariant(maker !== undefined, 'a normalised spec makes every column that it reads');
      return maker;
    });
  return connect(groups, readBy).map((members) => {
    const [only] = members;
    if (members.length === 1 && only !== undefined && standsAlone(only)) return only;
    return { kind: 'related', members: inOrder(members, readBy) };
  });
}

function standsAlone({ kind }: MemberGroup): boolean {
  return kind === 'single' || kind === 'entity';
}

/** In the order of each group's first column. */
function listGroups(table: GroupedTable): MemberGroup[] {
  const groups = new Map<string, MemberGroup>();
  let position = 0;
  for (const column of table.columns) {
    const placed: PlacedColumn = column.hidden ? { column } : { position: position++, column };
    if ('entity' in column) addToEntity(groups, placed, { table, entityName: column.entity });
    else if (column.kind === 'foreign_key') addToKey(groups, placed, table);
    else if (column.kind === 'derived') addDerived(groups, placed, { table, expression: column.expression });
    else groups.set(`column ${column.name}`, { kind: 'single', ...placed });
  }
  return [...groups.values()];
}

function addToEntity(
  groups: Map<string, MemberGroup>,
  placed: PlacedColumn,
  { table, entityName }: { table: GroupedTable; entityName: string },
): void {
  const id = `entity ${entityName}`;
  const known = groups.get(id);
  const entity = table.entities.find(({ name }) => name === entityName);
  invariant(entity !== undefined, 'a normalised spec declares every entity');
  groups.set(id, { kind: 'entity', entity, columns: known?.kind === 'entity' ? [...known.columns, placed] : [placed] });
}

function addToKey(groups: Map<string, MemberGroup>, placed: PlacedColumn, table: GroupedTable): void {
  const key = keyOf(table, placed.column.name);
  const id = `key ${key.name}`;
  const known = groups.get(id);
  const parent_column = key.parent_columns[key.columns.indexOf(placed.column.name)];
  invariant(parent_column !== undefined, 'a normalised key pairs its columns');
  const column = { ...placed, parent_column };
  const owner = table.foreign_keys?.find(({ rule }) => rule.name === 'owning')?.name;
  groups.set(id, {
    kind: 'foreign_key',
    key,
    columns: known?.kind === 'foreign_key' ? [...known.columns, column] : [column],
    ...(key.rule.name === 'unique_within_owner' && owner !== undefined && { owner }),
  });
}

/** The formula, and before it the parents' columns that it reads. */
function addDerived(
  groups: Map<string, MemberGroup>,
  placed: PlacedColumn,
  { table, expression }: { table: GroupedTable; expression: string },
): void {
  const reads = listReferences(expression);
  for (const name of reads) if (!table.columns.some((column) => column.name === name)) inherit(groups, name, table);
  groups.set(`column ${placed.column.name}`, { kind: 'derived', ...placed, reads });
}

function inherit(groups: Map<string, MemberGroup>, name: string, { foreign_keys = [] }: GroupedTable): void {
  const key = foreign_keys.find((candidate) => name.startsWith(`${candidate.name}.`));
  invariant(key !== undefined, 'a normalised expression reads columns of the table and of its parents');
  const id = `inherited ${key.name}`;
  const known = groups.get(id);
  const columns = known?.kind === 'inherited' ? known.parent_columns : [];
  const column = name.slice(key.name.length + 1);
  if (columns.includes(column)) return;
  groups.set(id, {
    kind: 'inherited',
    key: key.name,
    references: key.references,
    parent_columns: [...columns, column],
  });
}

function keyOf({ foreign_keys = [] }: GroupedTable, columnName: string): ForeignKeySpec {
  const key = foreign_keys.find(({ columns }) => columns.includes(columnName));
  invariant(key !== undefined, 'a normalised spec has a key for every column of that kind');
  return key;
}

type ReadBy = (group: MemberGroup) => MemberGroup[];

/** Groups in sets that no reading crosses, each set in the order of `groups`. */
function connect(groups: readonly MemberGroup[], readBy: ReadBy): MemberGroup[][] {
  const leader = new Map(groups.map((group) => [group, group]));
  const find = (group: MemberGroup): MemberGroup => {
    const next = leader.get(group)!;
    return next === group ? group : find(next);
  };
  for (const group of groups) for (const read of readBy(group)) leader.set(find(read), find(group));
  const sets = new Map<MemberGroup, MemberGroup[]>();
  for (const group of groups) sets.set(find(group), [...(sets.get(find(group)) ?? []), group]);
  return [...sets.values()];
}

/** Each group after those it reads; else in the order given. Normalisation has refused circles. */
function inOrder(groups: readonly MemberGroup[], readBy: ReadBy): MemberGroup[] {
  const ordered = new Set<MemberGroup>();
  const visit = (group: MemberGroup): void => {
    if (ordered.has(group)) return;
    for (const read of readBy(group)) if (read !== group) visit(read);
    ordered.add(group);
  };
  for (const group of groups) visit(group);
  return [...ordered];
}
