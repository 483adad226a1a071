import { ordinalsOf, parentRowsOf } from '../columns/earlier-columns.ts';
import { type ParentReference, parentReference } from '../contracts/column-reference.ts';
import type { ColumnSpec, EntitySpec } from '../contracts/column-spec.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import { listJsonLeaves } from '../contracts/json-node.ts';
import { isPerKey, type PerKeyColumn, referencesOf } from '../contracts/per-key-references.ts';
import type { ColumnGroup, MemberGroup, PlacedColumn } from '../contracts/plan.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { invariant } from '../errors/invariant.ts';
import { formulaOf } from '../expressions/column-formula.ts';
import { holdsRandom, listReferences } from '../expressions/list-references.ts';
import { columnsMadeBy, columnsReadBy, columnsReadForNulls } from '../relations/member-columns.ts';

type GroupedTable = Pick<TableSpec, 'columns' | 'entities' | 'foreign_keys' | 'checks' | 'group_by' | 'correlations'>;

/**
 * The columns of a table by what they are drawn from, in the order of each group's first column. Groups that read each
 * other's columns, or that one check reads, become one related group, its members in an order in which each comes
 * after those it reads.
 */
export function planGroups(table: GroupedTable): ColumnGroup[] {
  const groups = listGroups(table);
  const makers = new Map(groups.flatMap((group) => columnsMadeBy(group).map((name) => [name, group] as const)));
  const makersOf = (names: readonly string[]) =>
    names.map((name) => {
      const maker = makers.get(name);
      invariant(maker !== undefined, 'a normalised spec makes every column that it reads');
      return maker;
    });
  const readBy = (group: MemberGroup) => makersOf(columnsReadBy(group));
  const checks = (table.checks ?? []).map((check) => ({ ...check, reads: listReferences(check.check) }));
  const links = [
    ...groups.map((group) => [group, ...readBy(group), ...makersOf(columnsReadForNulls(group))]),
    ...checks.map(({ reads }) => makersOf(reads)),
  ];
  return connect(groups, links).map((members) => {
    const [only] = members;
    const own = checks.filter(({ reads }) => makersOf(reads).some((maker) => members.includes(maker)));
    if (members.length === 1 && only !== undefined && own.length === 0 && standsAlone(only)) return only;
    return { kind: 'related', members: inOrder(members, readBy), ...(own.length > 0 && { checks: own }) };
  });
}

function standsAlone(group: MemberGroup): boolean {
  return ['single', 'entity', 'correlated'].includes(group.kind) && columnsReadForNulls(group).length === 0;
}

/** In the order of each group's first column. */
function listGroups(table: GroupedTable): MemberGroup[] {
  const groups = new Map<string, MemberGroup>();
  let position = 0;
  for (const column of table.columns) {
    const placed: PlacedColumn = column.hidden ? { column } : { position: position++, column };
    const formula = formulaOf(column, table);
    if ('entity' in column) addToEntity(groups, placed, { table, entityName: column.entity });
    else if (column.kind === 'foreign_key') addToKey(groups, placed, table);
    else if (formula !== undefined) addDerived(groups, placed, { table, expression: formula });
    else if (isPerKey(column)) addPerKey(groups, placed, { table, column });
    else if (!addToCorrelation(groups, placed, table))
      groups.set(`column ${column.name}`, { kind: 'single', ...placed, ...entitiesWithin(column, table) });
  }
  const formulas = [
    ...table.columns.flatMap(({ null_when }) => null_when ?? []),
    ...(table.checks ?? []).map(({ check }) => check),
  ];
  for (const formula of formulas) inheritAll(groups, listReferences(formula), table);
  return [...groups.values()];
}

/** The entities that leaves of a nested value describe. */
function entitiesWithin(column: ColumnSpec, { entities }: GroupedTable): { entities?: EntitySpec[] } {
  if (column.kind !== 'json') return {};
  const leaves = listJsonLeaves(column.value).map(({ leaf }) => leaf);
  const described = entities.filter(({ name }) => leaves.some((leaf) => 'entity' in leaf && leaf.entity === name));
  return described.length === 0 ? {} : { entities: described };
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

/** In the order of the matrix; whether there is a correlation that names the column. */
function addToCorrelation(groups: Map<string, MemberGroup>, placed: PlacedColumn, table: GroupedTable): boolean {
  const correlations = table.correlations ?? [];
  const index = correlations.findIndex(({ columns }) => columns.includes(placed.column.name));
  const correlation = correlations[index];
  if (correlation === undefined) return false;
  const id = `correlation ${index}`;
  const known = groups.get(id);
  const columns = [...(known?.kind === 'correlated' ? known.columns : []), placed];
  const placeOf = ({ column }: PlacedColumn) => correlation.columns.indexOf(column.name);
  columns.sort((a, b) => placeOf(a) - placeOf(b));
  groups.set(id, { kind: 'correlated', columns, matrix: correlation.matrix });
  return true;
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

/** A column that depends on other rows of its group, and before it the parents' columns that it reads. */
function addPerKey(
  groups: Map<string, MemberGroup>,
  placed: PlacedColumn,
  { table, column }: { table: GroupedTable; column: PerKeyColumn },
): void {
  const { group_by } = table;
  invariant(group_by !== undefined, 'normalisation demands group_by of columns that need it');
  const sources = referencesOf(column).filter((name) => isColumn(name, table));
  inheritAll(groups, sources, table);
  const links = group_by.layout === 'contiguous' ? [parentRowsOf(group_by.key), ordinalsOf(group_by.key)] : [];
  groups.set(`column ${column.name}`, { kind: 'per_key', ...placed, group_by, reads: [...links, ...sources] });
}

/** A reference may also be a constant, such as an instant to start from. */
function isColumn(name: string, table: GroupedTable): boolean {
  return table.columns.some((column) => column.name === name) || parentReference(name, table) !== undefined;
}

/** The formula, and before it the parents' columns that it reads. */
function addDerived(
  groups: Map<string, MemberGroup>,
  placed: PlacedColumn,
  { table, expression }: { table: GroupedTable; expression: string },
): void {
  const reads = listReferences(expression);
  inheritAll(groups, reads, table);
  const draws = holdsRandom(expression) && { draws: true as const };
  groups.set(`column ${placed.column.name}`, { kind: 'derived', ...placed, expression, reads, ...draws });
}

function inheritAll(groups: Map<string, MemberGroup>, reads: readonly string[], table: GroupedTable): void {
  for (const name of reads) {
    const parent = parentReference(name, table);
    if (parent !== undefined) inherit(groups, parent);
  }
}

function inherit(groups: Map<string, MemberGroup>, { key, column }: ParentReference): void {
  const id = `inherited ${key.name}`;
  const known = groups.get(id);
  const columns = known?.kind === 'inherited' ? known.parent_columns : [];
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

/** Groups in sets that no link crosses, each set in the order of `groups`. */
function connect(groups: readonly MemberGroup[], links: readonly (readonly MemberGroup[])[]): MemberGroup[][] {
  const leader = new Map(groups.map((group) => [group, group]));
  const find = (group: MemberGroup): MemberGroup => {
    const next = leader.get(group)!;
    return next === group ? group : find(next);
  };
  for (const [first, ...others] of links) for (const other of others) leader.set(find(other), find(first!));
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
