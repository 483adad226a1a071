import { compileExpression } from '../expressions/compile-expression.ts';
import type { ExpressionType } from '../expressions/expression-node.ts';
import { isKeyword } from '../expressions/keywords.ts';
import { ownEntry } from './own-entry.ts';
import type { SourceColumn, SourceType } from './source-schema.ts';
import type { SqlExpression } from './sql-expression.ts';

/** The expression as text of our language, or why it cannot be said in it. */
export type ExpressionResult = { readonly text: string } | { readonly reason: string };

/** SQL's expression over a table's columns in our own language, checked by its compiler. */
export function expressionText(
  expression: SqlExpression,
  columns: readonly SourceColumn[],
  expected?: ExpressionType,
): ExpressionResult {
  const types = new Map(columns.flatMap(({ name, type }) => typeEntry(name, type)));
  const writer = new ExpressionWriter((name) => types.get(name) === 'text');
  const text = writer.write(expression);
  if (writer.reason !== undefined) return { reason: `${writer.reason} is not in the expression language` };
  const compiled = compileExpression(text, { columns: types, asOfMicros: 0 }, expected);
  return 'faults' in compiled ? { reason: compiled.faults[0]!.message } : { text };
}

function typeEntry(name: string, type: SourceType): [string, ExpressionType][] {
  const found = Object.hasOwn(EXPRESSION_TYPES, type.name) ? EXPRESSION_TYPES[type.name] : undefined;
  return found === undefined ? [] : [[name, found]];
}

const EXPRESSION_TYPES: Readonly<Partial<Record<SourceType['name'], ExpressionType>>> = {
  integer: 'number',
  decimal: 'number',
  float: 'number',
  double: 'number',
  boolean: 'boolean',
  text: 'text',
  category: 'text',
  other: 'text',
  date: 'date',
  time: 'time',
  datetime: 'timestamp',
};

/** A column's name as an expression holds it. */
export function columnText(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !isKeyword(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** SQL's functions by the names that our language gives them. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  abs: 'abs',
  btrim: 'trim',
  ceil: 'ceil',
  ceiling: 'ceil',
  char_length: 'length',
  character_length: 'length',
  coalesce: 'coalesce',
  concat: 'concat',
  exp: 'exp',
  floor: 'floor',
  greatest: 'greatest',
  ifnull: 'coalesce',
  initcap: 'initcap',
  least: 'least',
  left: 'left',
  length: 'length',
  ln: 'ln',
  lower: 'lower',
  lpad: 'lpad',
  mod: 'mod',
  nullif: 'nullif',
  pow: 'power',
  power: 'power',
  replace: 'replace',
  right: 'right',
  round: 'round',
  rpad: 'rpad',
  sign: 'sign',
  sqrt: 'sqrt',
  starts_with: 'starts_with',
  substr: 'substring',
  substring: 'substring',
  trim: 'trim',
  trunc: 'trunc',
  upper: 'upper',
};

/** What needs no parentheses. A cast that is left out leaves a column or a whole as well. */
const WHOLE = new Set<SqlExpression['kind']>(['column', 'literal', 'call', 'case', 'cast']);

/** Fields of `extract(… from x)` and MySQL's functions of the same names. */
const FIELDS: Readonly<Record<string, string>> = {
  year: 'year',
  month: 'month',
  day: 'day',
  dayofmonth: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
};

const NOW = new Set(['now', 'current_timestamp', 'transaction_timestamp', 'statement_timestamp', 'localtimestamp']);

class ExpressionWriter {
  reason: string | undefined;
  readonly #isText: (column: string) => boolean;

  constructor(isText: (column: string) => boolean) {
    this.#isText = isText;
  }

  write(expression: SqlExpression): string {
    switch (expression.kind) {
      case 'column':
        return columnText(expression.name);
      case 'literal':
        return this.#literal(expression);
      case 'binary':
        return `${this.#part(expression.left)} ${expression.operator} ${this.#part(expression.right)}`;
      case 'not':
        return `not ${this.#part(expression.of)}`;
      case 'minus':
        return `-${this.#part(expression.of)}`;
      case 'is_null':
        return `${this.#part(expression.of)} is ${expression.isNegated ? 'not ' : ''}null`;
      case 'between':
        return `${this.#part(expression.of)} ${not(expression)}between ${this.#part(expression.low)} and ${this.#part(expression.high)}`;
      case 'in':
        return `${this.#part(expression.of)} ${not(expression)}in (${this.#list(expression.list)})`;
      case 'like':
        return `${this.#part(expression.of)} ${not(expression)}like ${this.#part(expression.pattern)}`;
      case 'case':
        return this.#case(expression);
      case 'call':
        return this.#call(expression.name, expression.parameters);
      case 'cast':
        return this.#cast(expression);
      case 'unknown':
        return this.#refuse(expression.what);
    }
  }

  /** With parentheses around whatever has an operator of its own. */
  #part(expression: SqlExpression): string {
    const text = this.write(expression);
    return WHOLE.has(expression.kind) ? text : `(${text})`;
  }

  #list(items: readonly SqlExpression[]): string {
    return items.map((item) => this.write(item)).join(', ');
  }

  #literal({ type, text }: Extract<SqlExpression, { kind: 'literal' }>): string {
    if (type === 'number' || type === 'boolean' || type === 'null') return text;
    const quoted = `'${text.replaceAll("'", "''")}'`;
    return type === 'text' ? quoted : `${type} ${quoted}`;
  }

  #case(expression: Extract<SqlExpression, { kind: 'case' }>): string {
    const branches = expression.branches.map(
      ({ when, result }) => `when ${this.write(when)} then ${this.write(result)}`,
    );
    const otherwise = expression.otherwise === undefined ? [] : [`else ${this.write(expression.otherwise)}`];
    return ['case', ...branches, ...otherwise, 'end'].join(' ');
  }

  #cast({ of, type }: Extract<SqlExpression, { kind: 'cast' }>): string {
    if (type === 'text' && of.kind === 'column' && this.#isText(of.name)) return this.write(of);
    // Numbers are of one type here; dates, times and timestamps may lose something, so they are said.
    if (type === 'number' && of.kind !== 'column') return this.#part(of);
    return `cast(${this.write(of)} as ${type})`;
  }

  #call(name: string, parameters: readonly SqlExpression[]): string {
    if (NOW.has(name)) return 'as_of()';
    if (name === 'current_date' || name === 'curdate') return 'cast(as_of() as date)';
    const [first, second] = parameters;
    if (name === 'extract' || name === 'date_part') {
      const field = first?.kind === 'literal' ? ownEntry(FIELDS, first.text.toLowerCase()) : undefined;
      if (field === undefined || second === undefined) return this.#refuse(`the function ${name}`);
      return `${field}(${this.write(second)})`;
    }
    const meant = ownEntry(FUNCTIONS, name) ?? (parameters.length === 1 ? ownEntry(FIELDS, name) : undefined);
    if (meant === undefined) return this.#refuse(`the function ${name}`);
    return `${meant}(${this.#list(parameters)})`;
  }

  /** The first reason is the one that is told. */
  #refuse(what: string): string {
    this.reason ??= what;
    return '';
  }
}

function not({ isNegated }: { readonly isNegated: boolean }): string {
  return isNegated ? 'not ' : '';
}
