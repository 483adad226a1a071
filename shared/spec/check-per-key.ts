import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { LIMITS } from '../contracts/limits.ts';
import { dependsOnGroup, isPerKey, type PerKeyColumn, referencesOf } from '../contracts/per-key-references.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { suggestName } from '../errors/closest-name.ts';
import { formulaOf } from '../expressions/column-formula.ts';
import type { ExpressionType } from '../expressions/expression-node.ts';
import { listReferences } from '../expressions/list-references.ts';
import type { PlacedTable } from './check-expressions.ts';
import type { ExpressionTypes } from './expression-types.ts';
import type { Fault, IssueList } from './issue-list.ts';
import { memberPath } from './shape-issues.ts';

/** Kinds that follow from where a row stands: no other draw changes them. */
const PLACE_KINDS: ReadonlySet<string> = new Set(['ordinal', 'group']);

/** Columns that depend on other rows of their group: whether there are groups, and whether what they read fits. */
export function checkPerKey(
  { table, path, columnsPath }: PlacedTable,
  types: ExpressionTypes,
  issues: IssueList,
): void {
  checkGroupBy(table, path, issues);
  for (const column of table.columns) {
    if (!isPerKey(column)) continue;
    const scope = types.scopeOf(table);
    const at = `${columnsPath}.${column.name}`;
    for (const { member, ...fault } of [...layoutFaults(column, table), ...memberFaults(column, scope)])
      issues.add(member === '' ? at : memberPath(at, member), fault);
  }
  for (const [index, { check }] of (table.checks ?? []).entries())
    refuseCheck(check, table, memberPath(memberPath(path, 'checks'), index), issues);
}

function checkGroupBy({ group_by, foreign_keys = [] }: TableSpec, path: string, issues: IssueList): void {
  if (group_by?.layout === 'interleaved' && group_by.groups * (group_by.steps ?? 1) > LIMITS.rows) {
    const message = `${group_by.groups} groups of ${group_by.steps} steps are more rows than ${LIMITS.rows}`;
    issues.add(memberPath(memberPath(path, 'group_by'), 'steps'), {
      code: 'OUT_OF_RANGE',
      message,
      value: group_by.steps,
      bound: Math.floor(LIMITS.rows / group_by.groups),
    });
  }
  if (group_by?.layout !== 'contiguous') return;
  const names = foreign_keys.map(({ name }) => name);
  const key = foreign_keys.find(({ name }) => name === group_by.key);
  const at = memberPath(memberPath(path, 'group_by'), 'key');
  if (key === undefined) {
    const message = `the table has no key ${JSON.stringify(group_by.key.slice(0, 64))}`;
    issues.add(at, {
      code: 'UNKNOWN_COLUMN',
      message,
      value: group_by.key,
      bound: names,
      remedy: suggestName(group_by.key, names),
    });
  } else if (key.rule.name !== 'owning')
    issues.add(at, {
      code: 'CONFLICT',
      message: `rows of the key ${key.name} do not follow each other: it does not own them`,
      value: group_by.key,
      remedy: 'give the key children, or use layout: interleaved',
    });
}

type PlacedFault = Fault & { readonly member: string };

function layoutFaults(column: PerKeyColumn, { group_by, foreign_keys = [] }: TableSpec): PlacedFault[] {
  if (group_by === undefined) {
    const message = `${column.kind} depends on other rows, and the table does not say which belong together`;
    const remedy =
      'add group_by: <an owning key>, or group_by: { layout: interleaved, groups: <how many> }, to the table';
    return [{ member: 'kind', code: 'MISSING', message, remedy }];
  }
  if (group_by.layout === 'contiguous' || !dependsOnGroup(column)) return [];
  const owner = foreign_keys.find(({ rule }) => rule.name === 'owning');
  if (owner !== undefined) {
    const message = `${column.kind} needs whole groups, and the key ${owner.name} decides how many rows there are`;
    return [{ member: 'kind', code: 'CONFLICT', message, remedy: `use group_by: ${owner.name}` }];
  }
  if (group_by.steps !== undefined) return [];
  const message = `${column.kind} needs all rows of its group, and group_by does not say how many those are`;
  const remedy = 'add steps: <rows of a group> to group_by';
  return [{ member: 'kind', code: 'MISSING', message, remedy }];
}

function memberFaults(column: PerKeyColumn, scope: ReadonlyMap<string, ExpressionType>): PlacedFault[] {
  const faults = column.kind === 'markov' ? markovFaults(column) : [];
  if (column.kind === 'event_time' && (column.gap === undefined) === (column.every === undefined))
    faults.push({
      member: 'gap',
      code: 'CONFLICT',
      message: 'give gap (a column of seconds) or every (seconds)',
      remedy: 'keep one',
    });
  const isInstant = column.kind === 'event_time' && parseIsoDatetime(column.start) !== undefined;
  for (const name of referencesOf(column)) {
    if (scope.has(name) || (isInstant && name === column.start)) continue;
    const names = [...scope.keys()];
    const message = `there is no column ${JSON.stringify(name.slice(0, 64))}`;
    faults.push({
      member: memberOf(column, name),
      code: 'UNKNOWN_COLUMN',
      message,
      value: name,
      bound: names,
      remedy: suggestName(name, names),
    });
  }
  for (const [name, wanted] of wantedTypes(column)) {
    const type = scope.get(name);
    if (type === undefined || wanted.includes(type)) continue;
    const message = `${column.kind} needs ${wanted.join(' or ')} here, and ${name} is ${type}`;
    faults.push({ member: memberOf(column, name), code: 'WRONG_TYPE', message, value: name, bound: wanted });
  }
  return faults;
}

function memberOf(column: PerKeyColumn, name: string): string {
  return Object.entries(column).find(([, value]) => value === name)?.[0] ?? '';
}

type WantedTypes = [name: string, types: readonly ExpressionType[]];

function wantedTypes(column: PerKeyColumn): WantedTypes[] {
  switch (column.kind) {
    case 'running':
      return referencesOf(column).map((name) => [name, ['number']]);
    case 'sorted':
      return [[column.of, ['number', 'date', 'time', 'timestamp']]];
    case 'share_of':
      return referencesOf(column).map((name) => [name, ['number']]);
    case 'event_time': {
      const start: WantedTypes = [column.start, ['date', 'timestamp']];
      return column.gap === undefined ? [start] : [start, [column.gap, ['number']]];
    }
    default:
      return [];
  }
}

function markovFaults({ states, initial, transitions }: Extract<PerKeyColumn, { kind: 'markov' }>): PlacedFault[] {
  const faults: PlacedFault[] = [];
  const check = (member: string, weights: readonly number[]): void => {
    if (weights.length !== states.length) {
      const message = `there are ${weights.length} weights for ${states.length} states`;
      faults.push({ member, code: 'WEIGHTS_MISMATCH', message, bound: states.length });
    } else if (!weights.some((weight) => weight > 0))
      faults.push({ member, code: 'WEIGHTS_SUM', message: 'all weights are 0', remedy: 'give one state a weight' });
  };
  if (initial !== undefined) check('initial', initial);
  if (transitions.length !== states.length) {
    const message = `there are ${transitions.length} rows for ${states.length} states`;
    faults.push({ member: 'transitions', code: 'WEIGHTS_MISMATCH', message, bound: states.length });
  }
  for (const [index, row] of transitions.entries()) check(`transitions[${index}]`, row);
  return faults;
}

/** A row that is drawn again would change the rows after it, by a column that the check reads itself or through formulas. */
function refuseCheck(check: string, table: TableSpec, path: string, issues: IssueList): void {
  for (const name of columnsBehind(check, table)) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined || !isPerKey(column) || PLACE_KINDS.has(column.kind)) continue;
    const message = `a check cannot read ${name}: to draw a row again would change the rows after it`;
    issues.add(memberPath(path, 'check'), {
      code: 'CONFLICT',
      message,
      value: name,
      remedy: 'check the columns that it is made of',
    });
  }
}

/** The columns that an expression reads, and those that their formulas read. */
function columnsBehind(expression: string, table: TableSpec): Set<string> {
  const names = new Set<string>(listReferences(expression));
  for (const name of names) {
    const column = table.columns.find((candidate) => candidate.name === name);
    const formula = column && formulaOf(column, table);
    for (const read of formula === undefined ? [] : listReferences(formula)) names.add(read);
  }
  return names;
}
