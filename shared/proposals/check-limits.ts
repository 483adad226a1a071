import { conjuncts, type SqlExpression } from './sql-expression.ts';

/** What the checks of a table say about one column alone: the column is drawn within it, so that no row is redrawn. */
export interface ColumnLimits {
  readonly lows: readonly Limit[];
  readonly highs: readonly Limit[];
  /** The only values, as texts. */
  readonly values?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly isNotNull?: boolean;
}

export interface Limit {
  /** A number, a date or a timestamp as text. */
  readonly text: string;
  readonly isExclusive: boolean;
}

export const NO_LIMITS: ColumnLimits = { lows: [], highs: [] };

/** Limits per column of the conditions that all hold. Conditions over several columns, and `or`, say nothing here. */
export function readLimits(checks: readonly SqlExpression[]): Map<string, ColumnLimits> {
  const limits = new Map<string, ColumnLimits>();
  for (const condition of checks.flatMap(conjuncts)) {
    const found = readCondition(condition);
    if (found === undefined) continue;
    limits.set(found.column, mergeLimits(limits.get(found.column) ?? NO_LIMITS, found.limits));
  }
  return limits;
}

/** Whether limits say all that a check says. */
export function isOnlyLimits(check: SqlExpression): boolean {
  return conjuncts(check).every((condition) => readCondition(condition) !== undefined);
}

interface Found {
  readonly column: string;
  readonly limits: Partial<ColumnLimits>;
}

function readCondition(condition: SqlExpression): Found | undefined {
  if (condition.kind === 'is_null' && condition.isNegated) return about(condition.of, { isNotNull: true });
  if (condition.kind === 'between' && !condition.isNegated) {
    const [low, high] = [limitOf(condition.low, false), limitOf(condition.high, false)];
    return low && high && about(condition.of, { lows: [low], highs: [high] });
  }
  if (condition.kind === 'in' && !condition.isNegated) {
    const values = condition.list.map((item) => literalText(item));
    return values.includes(undefined) ? undefined : about(condition.of, { values: values as string[] });
  }
  if (condition.kind !== 'binary') return undefined;
  return condition.operator === 'or' ? readOptional(condition) : readComparison(condition);
}

/** `a > 0 or a is null` says of the values that there are what `a > 0` says. */
function readOptional({ left, right }: Extract<SqlExpression, { kind: 'binary' }>): Found | undefined {
  const [test, rest] = left.kind === 'is_null' ? [left, right] : [right, left];
  if (test.kind !== 'is_null' || test.isNegated) return undefined;
  const found = readCondition(rest);
  return found?.column === about(test.of, {})?.column ? found : undefined;
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

function readComparison(condition: Extract<SqlExpression, { kind: 'binary' }>): Found | undefined {
  const isMirrored = literalText(condition.left) !== undefined;
  const [subject, value] = isMirrored ? [condition.right, condition.left] : [condition.left, condition.right];
  const operator = isMirrored ? MIRRORED[condition.operator] : condition.operator;
  const limit = limitOf(value, operator === '<' || operator === '>');
  if (limit === undefined) return undefined;
  const lengthOf = asLength(subject);
  if (lengthOf !== undefined) return readLength(lengthOf, operator, limit);
  if (operator === '>' || operator === '>=') return about(subject, { lows: [limit] });
  if (operator === '<' || operator === '<=') return about(subject, { highs: [limit] });
  return operator === '=' ? about(subject, { values: [limit.text] }) : undefined;
}

/** The column whose length an expression is. */
function asLength(subject: SqlExpression): SqlExpression | undefined {
  const isLength = subject.kind === 'call' && /^(char_|character_)?length$/.test(subject.name);
  return isLength ? subject.parameters[0] : undefined;
}

function readLength(subject: SqlExpression, operator: string | undefined, limit: Limit): Found | undefined {
  const length = Number(limit.text);
  if (!Number.isInteger(length)) return undefined;
  if (operator === '=') return about(subject, { minLength: length, maxLength: length });
  if (operator === '>' || operator === '>=') return about(subject, { minLength: length + (limit.isExclusive ? 1 : 0) });
  if (operator === '<' || operator === '<=') return about(subject, { maxLength: length - (limit.isExclusive ? 1 : 0) });
  return undefined;
}

/** Casts between spellings of one type, as PostgreSQL writes them around columns, change no bound. */
function about(subject: SqlExpression, limits: Partial<ColumnLimits>): Found | undefined {
  if (subject.kind === 'cast') return about(subject.of, limits);
  return subject.kind === 'column' ? { column: subject.name, limits } : undefined;
}

function limitOf(value: SqlExpression, isExclusive: boolean): Limit | undefined {
  const text = literalText(value);
  return text === undefined ? undefined : { text, isExclusive };
}

function literalText(value: SqlExpression): string | undefined {
  if (value.kind === 'cast') return literalText(value.of);
  return value.kind === 'literal' && value.type !== 'null' ? value.text : undefined;
}

/** What both say. */
export function mergeLimits(known: ColumnLimits, found: Partial<ColumnLimits>): ColumnLimits {
  const values = known.values && found.values ? known.values.filter((one) => found.values!.includes(one)) : undefined;
  const allowed = values ?? found.values ?? known.values;
  const minLength = largest(known.minLength, found.minLength);
  const maxLength = smallest(known.maxLength, found.maxLength);
  return {
    lows: [...known.lows, ...(found.lows ?? [])],
    highs: [...known.highs, ...(found.highs ?? [])],
    ...(allowed !== undefined && { values: allowed }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...((known.isNotNull || found.isNotNull) && { isNotNull: true }),
  };
}

function largest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : Math.max(one, other ?? one);
}

function smallest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : Math.min(one, other ?? one);
}
