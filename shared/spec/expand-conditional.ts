import type { ColumnSpec } from '../contracts/column-spec.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping, refuseUnknownKeys } from './mapping.ts';
import type { RawColumn } from './normalise-table.ts';
import { memberPath } from './shape-issues.ts';

/** Those that every column takes. */
const COMMON_KEYS = ['null_rate', 'null_when', 'hidden', 'description'];
const KEYS = ['kind', 'when', 'else', ...COMMON_KEYS];
/** Branches of one conditional column, `else` not counted. */
export const BRANCHES_MAX = 64;

/**
 * `kind: conditional` is a way of writing: a hidden column per branch, a hidden truth per condition, and a formula that
 * chooses. A column of any other kind is handed back as it is.
 */
export function expandConditional(column: RawColumn, issues: IssueList): RawColumn[] {
  const { name, path, value } = column;
  if (!isMapping(value) || value['kind'] !== 'conditional') return [column];
  refuseUnknownKeys(value, KEYS, path, issues);
  const { when, else: otherwise } = value;
  const branches = readBranches(when, memberPath(path, 'when'), issues);
  if (otherwise === undefined)
    issues.add(memberPath(path, 'else'), { code: 'MISSING', message: 'a column for all other rows is needed' });
  if (branches === undefined || otherwise === undefined) return [];
  const members = Object.fromEntries(Object.entries(value).filter(([key]) => COMMON_KEYS.includes(key)));
  const hidden = [...branches.map(({ column }) => column), { path: memberPath(path, 'else'), value: otherwise }].map(
    (branch, index) => hiddenBranch(branchName(name, index), branch, issues),
  );
  const truths = branches.map(({ condition }, index) => ({
    name: truthName(name, index),
    path: condition.path,
    formulaPath: condition.path,
    value: { kind: 'derived', expression: condition.value, type: 'boolean', hidden: true },
  }));
  const cases = branches.map(
    (_, index) => `when ${quote(truthName(name, index))} then ${quote(branchName(name, index))}`,
  );
  const expression = `case ${cases.join(' ')} else ${quote(branchName(name, branches.length))} end`;
  return [
    ...hidden.flat(),
    ...truths,
    { name, path, formulaPath: path, value: { ...members, kind: 'derived', expression } },
  ];
}

const branchName = (name: string, index: number): string => `${name}/${index + 1}`;
const truthName = (name: string, index: number): string => `${name}/if ${index + 1}`;
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

interface Part {
  readonly path: string;
  readonly value: unknown;
}

function readBranches(when: unknown, path: string, issues: IssueList): { condition: Part; column: Part }[] | undefined {
  if (!Array.isArray(when) || when.length === 0 || when.length > BRANCHES_MAX) {
    const message = `must be a list of 1 to ${BRANCHES_MAX} branches, each with if and then`;
    issues.add(path, { code: when === undefined ? 'MISSING' : 'WRONG_TYPE', message, bound: BRANCHES_MAX });
    return undefined;
  }
  const branches = when.flatMap((branch: unknown, index) => {
    const at = memberPath(path, index);
    if (!isMapping(branch) || branch['if'] === undefined || branch['then'] === undefined) {
      issues.add(at, { code: 'WRONG_TYPE', message: 'must be a mapping with if (a condition) and then (a column)' });
      return [];
    }
    refuseUnknownKeys(branch, ['if', 'then'], at, issues);
    return [
      {
        condition: { path: memberPath(at, 'if'), value: branch['if'] },
        column: { path: memberPath(at, 'then'), value: branch['then'] },
      },
    ];
  });
  return branches.length === when.length ? branches : undefined;
}

/** Nulls belong to the whole column: a branch would lose them. */
function hiddenBranch(name: string, { path, value }: Part, issues: IssueList): RawColumn[] {
  const isNullable = typeof value === 'string' ? value.trim().endsWith('?') : isMapping(value) && 'null_rate' in value;
  if (isNullable) {
    const message = 'a branch has no nulls of its own';
    issues.add(path, { code: 'CONFLICT', message, remedy: 'give null_rate or null_when to the conditional column' });
  }
  if (typeof value === 'string') return [{ name, path, value }];
  if (isMapping(value)) return [{ name, path, value: { ...value, hidden: true } }];
  issues.add(path, {
    code: 'WRONG_TYPE',
    message: 'must be a column: text such as "integer[1:9]", or a mapping with kind',
  });
  return [];
}

/** Branches hidden, and conditional columns with the type that their branches share; numbers that differ become doubles. */
export function settleConditionals(columns: readonly ColumnSpec[], conditionals: readonly string[]): ColumnSpec[] {
  return columns.map((column) => {
    const parent = conditionals.find((name) => isBranchOf(column.name, name));
    if (parent !== undefined) return { ...column, hidden: true };
    if (column.kind !== 'derived' || !conditionals.includes(column.name)) return column;
    const types = new Set(columns.filter(({ name }) => isBranchOf(name, column.name)).map(typeOfBranch));
    const [only] = types;
    const type =
      types.size === 1 ? only : [...types].every((each) => each !== undefined && isNumber(each)) ? 'double' : undefined;
    return type === undefined ? column : { ...column, type };
  });
}

const isBranchOf = (name: string, conditional: string): boolean =>
  name.startsWith(`${conditional}/`) && /^\d+$/.test(name.slice(conditional.length + 1));

type DerivedType = Extract<ColumnSpec, { kind: 'derived' }>['type'];

function isNumber(type: string): boolean {
  return !['boolean', 'date', 'time', 'datetime', 'string'].includes(type);
}

function typeOfBranch(column: ColumnSpec): DerivedType {
  switch (column.kind) {
    case 'integer':
    case 'float':
    case 'double':
    case 'boolean':
    case 'date':
    case 'time':
    case 'datetime':
      return column.kind;
    case 'long':
    case 'sequence':
      return 'long';
    case 'decimal':
      return `decimal(${column.precision},${column.scale})`;
    default:
      return undefined;
  }
}
