import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { isPerKey, type PerKeyColumn, referencesOf } from '../contracts/per-key-references.ts';
import type { TableSpec } from '../contracts/spec-document.ts';
import { suggestName } from '../errors/closest-name.ts';
import type { ExpressionType } from '../expressions/expression-node.ts';
import { listReferences } from '../expressions/list-references.ts';
import type { PlacedTable } from './check-expressions.ts';
import type { ExpressionTypes } from './expression-types.ts';
import type { Fault, IssueList } from './issue-list.ts';
import { memberPath } from './shape-issues.ts';

/** Kinds that need no other row once the place in the group is known. */
const CLOSED_FORM = new Set(['ordinal', 'group']);

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
    for (const name of listReferences(check))
      refuseCheck(name, table, memberPath(memberPath(path, 'checks'), index), issues);
}

function checkGroupBy({ group_by, foreign_keys = [] }: TableSpec, path: string, issues: IssueList): void {
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

function layoutFaults(column: PerKeyColumn, { group_by }: TableSpec): PlacedFault[] {
  if (group_by === undefined) {
    const message = `${column.kind} depends on other rows, and the table does not say which belong together`;
    return [{ member: 'kind', code: 'MISSING', message, remedy: 'add group_by: <an owning key> to the table' }];
  }
  const isClosed = CLOSED_FORM.has(column.kind) || (column.kind === 'event_time' && column.gap === undefined);
  if (group_by.layout === 'contiguous' || isClosed) return [];
  const message = `${column.kind} needs all earlier rows of its group, which lie ${group_by.groups} rows apart`;
  const remedy = column.kind === 'event_time' ? 'use every instead of gap' : 'use layout: contiguous';
  return [{ member: 'kind', code: 'CONFLICT', message, remedy }];
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

/** A row that is drawn again would change the rows after it. */
function refuseCheck(name: string, { columns }: TableSpec, path: string, issues: IssueList): void {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined || !isPerKey(column)) return;
  const message = `a check cannot read ${name}: to draw a row again would change the rows after it`;
  issues.add(memberPath(path, 'check'), {
    code: 'CONFLICT',
    message,
    value: name,
    remedy: 'check the columns that it is made of',
  });
}
