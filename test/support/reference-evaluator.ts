import type { ExpressionNode, Scalar } from '../../shared/expressions/expression-node.ts';

/** One row: its columns by name, its number, its draws in the order of the text. */
export interface ReferenceRow {
  readonly columns: Readonly<Record<string, Scalar>>;
  readonly row: number;
  draw(): number;
}

/**
 * What an expression gives for one row, by the laws of SQL and nothing else: slow, recursive, one value at a time. For
 * expressions of test/support/random-expressions.ts. Every part is looked at in the order of the text, so that draws match.
 */
export function evaluateReference(node: ExpressionNode, row: ReferenceRow): Scalar {
  const of = (part: ExpressionNode) => evaluateReference(part, row);
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'column':
      return row.columns[node.path.join('.')]!;
    case 'row':
      return row.row;
    case 'negative':
      return binary('*', of(node.operand), -1);
    case 'not':
      return negate(of(node.operand), true);
    case 'binary':
      return binary(node.operator, of(node.left), of(node.right));
    case 'between': {
      const [value, low, high] = [of(node.operand), of(node.low), of(node.high)];
      return negate(binary('and', binary('>=', value, low), binary('<=', value, high)), node.isNegated);
    }
    case 'in': {
      const value = of(node.operand);
      const found = node.choices.map((choice) => binary('=', value, of(choice)));
      return negate(
        found.reduce((left, right) => binary('or', left, right)),
        node.isNegated,
      );
    }
    case 'like':
      return negate(like(of(node.operand), of(node.pattern)), node.isNegated);
    case 'is_null':
      return (of(node.operand) === null) !== node.isNegated;
    case 'case': {
      const branches = node.branches.map(({ when }) => of(when));
      const values = node.branches.map(({ value }) => of(value));
      const otherwise = node.otherwise === undefined ? null : of(node.otherwise);
      const at = branches.indexOf(true);
      return at === -1 ? otherwise : values[at]!;
    }
    case 'cast': {
      const value = of(node.operand);
      return value === null ? null : String(value);
    }
    case 'call':
      return callOf(node.name, node.operands.map(of), row);
  }
}

function finite(value: number, operands: readonly Scalar[]): Scalar {
  return operands.includes(null) || !Number.isFinite(value) ? null : value + 0;
}

function negate(value: Scalar, isNegated: boolean): Scalar {
  return value === null || !isNegated ? value : !value;
}

function binary(operator: string, left: Scalar, right: Scalar): Scalar {
  if (operator === 'and')
    return left === false || right === false ? false : left === null || right === null ? null : true;
  if (operator === 'or') return left === true || right === true ? true : left === null || right === null ? null : false;
  if (left === null || right === null) return null;
  if (operator === '||') return `${left}${right}`;
  const [a, b] = [left as number, right as number];
  if (operator === '+') return finite(a + b, []);
  if (operator === '-') return finite(a - b, []);
  if (operator === '*') return finite(a * b, []);
  if (operator === '/') return finite(a / b, []);
  if (operator === '%') return finite(a % b, []);
  return compare(operator, left, right);
}

function compare(operator: string, left: Scalar, right: Scalar): boolean {
  const order =
    typeof left === 'string'
      ? Buffer.compare(Buffer.from(left), Buffer.from(right as string))
      : Number(left) - Number(right);
  if (operator === '=') return order === 0;
  if (operator === '<>') return order !== 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function like(text: Scalar, pattern: Scalar): Scalar {
  if (text === null || pattern === null) return null;
  const source = [...(pattern as string)]
    .map((character) =>
      character === '%' ? '[^]*' : character === '_' ? '[^]' : character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`, 'u').test(text as string);
}

function callOf(name: string, operands: readonly Scalar[], row: ReferenceRow): Scalar {
  const [first, second, third] = operands as [Scalar, Scalar, Scalar];
  if (name === 'random') return row.draw();
  if (name === 'coalesce') return first ?? second;
  if (name === 'nullif') return first !== null && binary('=', first, second) === true ? null : first;
  if (name === 'if') return first === true ? second : third;
  if (name === 'concat') return `${first ?? ''}${second ?? ''}`;
  if (name === 'least' || name === 'greatest') {
    if (first === null || second === null) return first ?? second;
    return compare(name === 'least' ? '<=' : '>=', first, second) ? first : second;
  }
  return operands.includes(null) ? null : STRICT[name]!(first as never, second as never);
}

const MILLIS_PER_DAY = 86_400_000;

const STRICT: Readonly<Record<string, (first: never, second: never) => Scalar>> = {
  floor: (value: number) => Math.floor(value) + 0,
  length: (text: string) => [...text].length,
  left: (text: string, count: number) => [...text].slice(0, Math.trunc(count) === 0 ? 0 : Math.trunc(count)).join(''),
  year: (day: number) => new Date(day * MILLIS_PER_DAY).getUTCFullYear(),
  day: (micros: number) => new Date(Math.floor(micros / 1_000)).getUTCDate(),
  add_days: (day: number, count: number) => inCalendar(day + Math.trunc(count)),
  add_months: addMonths,
  hour: (time: number) => Math.floor(time / 3_600_000_000),
};

/** The platform's own calendar is the oracle. */
function addMonths(day: number, count: number): Scalar {
  const date = new Date(day * MILLIS_PER_DAY);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + Math.trunc(count);
  if (months < 0 || months >= 120_000) return null;
  const last = startOfMonth(months + 1) - 1;
  return inCalendar(Math.min(startOfMonth(months) + date.getUTCDate() - 1, last));
}

/** setUTCFullYear, since Date.UTC takes years below 100 for 19xx. */
function startOfMonth(months: number): number {
  return new Date(0).setUTCFullYear(Math.floor(months / 12), months % 12, 1) / MILLIS_PER_DAY;
}

function inCalendar(day: number): Scalar {
  const year = new Date(day * MILLIS_PER_DAY).getUTCFullYear();
  return year >= 0 && year <= 9_999 ? day : null;
}
