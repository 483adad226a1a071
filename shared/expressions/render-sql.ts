import { dateText, timestampText, timeText } from './calendar.ts';
import type { ExpressionNode } from './expression-node.ts';
import { isPrimary } from './format-expression.ts';

export type SqlDialect = 'postgres' | 'mysql' | 'sqlite';

export interface SqlOptions {
  readonly dialect: SqlDialect;
  /** A column as the dialect writes it; `undefined` where the statement cannot name it, a parent's column say. */
  column(path: readonly string[]): string | undefined;
}

/**
 * The expression as SQL of a dialect, or `undefined` where no SQL says the same: the expression reads the row number or
 * random numbers, or calls what the dialect does not have or works out differently.
 */
export function renderSql(node: ExpressionNode, options: SqlOptions): string | undefined {
  const writer = new SqlWriter(options);
  const sql = writer.write(node);
  return writer.isPossible ? sql : undefined;
}

type NodeOf<Kind extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: Kind }>;

class SqlWriter {
  isPossible = true;
  readonly #options: SqlOptions;

  constructor(options: SqlOptions) {
    this.#options = options;
  }

  write(node: ExpressionNode): string {
    switch (node.kind) {
      case 'literal':
        return this.#literal(node);
      case 'column':
        return this.#options.column(node.path) ?? this.#impossible();
      case 'row':
        return this.#impossible();
      case 'negative':
        return `-${this.#operand(node.operand)}`;
      case 'not':
        return `NOT ${this.#operand(node.operand)}`;
      case 'binary':
        return this.#binary(node);
      case 'between':
        return `${this.#predicate(node)}BETWEEN ${this.#operand(node.low)} AND ${this.#operand(node.high)}`;
      case 'in':
        return `${this.#predicate(node)}IN (${node.choices.map((choice) => this.write(choice)).join(', ')})`;
      case 'like':
        return this.#like(node);
      case 'is_null':
        return `${this.#operand(node.operand)} IS ${node.isNegated ? 'NOT ' : ''}NULL`;
      case 'case':
        return this.#case(node);
      case 'call':
        return this.#call(node);
      case 'cast':
        return this.#cast(node);
    }
  }

  #impossible(): string {
    this.isPossible = false;
    return '';
  }

  /** In parentheses unless it stands for itself: dialects differ in how tightly operators bind. */
  #operand(node: ExpressionNode): string {
    const sql = this.write(node);
    return isPrimary(node) ? sql : `(${sql})`;
  }

  #predicate(node: NodeOf<'between' | 'in' | 'like'>): string {
    return `${this.#operand(node.operand)} ${node.isNegated ? 'NOT ' : ''}`;
  }

  #binary(node: NodeOf<'binary'>): string {
    const [left, right] = [this.#operand(node.left), this.#operand(node.right)];
    const { dialect } = this.#options;
    if (node.operator === '||' && dialect === 'mysql') return `CONCAT(${left}, ${right})`;
    if (node.operator === '/') return `${asReal(left, dialect)} / NULLIF(${right}, 0)`;
    // SQLite cuts both sides of % to whole numbers.
    if (node.operator === '%')
      return dialect === 'sqlite' ? this.#impossible() : `${asExact(left, dialect)} % NULLIF(${right}, 0)`;
    return `${left} ${node.operator.toUpperCase()} ${right}`;
  }

  /** SQLite's and MySQL's own like ignore case. */
  #like(node: NodeOf<'like'>): string {
    if (this.#options.dialect === 'sqlite') return this.#impossible();
    const binary = this.#options.dialect === 'mysql' ? 'BINARY ' : '';
    return `${this.#predicate(node)}LIKE ${binary}${this.#operand(node.pattern)}`;
  }

  #case({ subject, branches, otherwise }: NodeOf<'case'>): string {
    const parts = ['CASE'];
    if (subject !== undefined) parts.push(this.#operand(subject));
    for (const { when, value } of branches) parts.push(`WHEN ${this.write(when)} THEN ${this.write(value)}`);
    if (otherwise !== undefined) parts.push(`ELSE ${this.write(otherwise)}`);
    return [...parts, 'END'].join(' ');
  }

  #call({ name, operands }: NodeOf<'call'>): string {
    const { dialect } = this.#options;
    const written = operands.map((operand) => this.write(operand));
    if (name === 'if') return `CASE WHEN ${written[0]} THEN ${written[1]} ELSE ${written[2]} END`;
    if (['year', 'month', 'day'].includes(name)) return this.#datePart(name.toUpperCase(), written[0]!);
    const known = Object.hasOwn(SQL_FUNCTIONS, name) ? SQL_FUNCTIONS[name]![dialect] : undefined;
    return known === undefined ? this.#impossible() : `${known}(${written.join(', ')})`;
  }

  #datePart(part: string, written: string): string {
    const { dialect } = this.#options;
    if (dialect === 'sqlite') return this.#impossible();
    return dialect === 'mysql' ? `${part}(${written})` : `EXTRACT(${part} FROM ${written})`;
  }

  #cast(node: NodeOf<'cast'>): string {
    const type = SQL_TYPES[this.#options.dialect][node.type];
    return type === undefined ? this.#impossible() : `CAST(${this.write(node.operand)} AS ${type})`;
  }

  #literal({ type, value }: NodeOf<'literal'>): string {
    const { dialect } = this.#options;
    if (type === 'text') return this.#text(value as string);
    if (type === 'boolean') return value === true ? 'TRUE' : 'FALSE';
    const written = temporalText(type, value);
    if (written === undefined) return String(value ?? 'NULL');
    return dialect === 'sqlite' ? `'${written}'` : `${type.toUpperCase()} '${written}'`;
  }

  #text(value: string): string {
    const quoted = `'${value.replaceAll("'", "''")}'`;
    if (value.includes('\u0000')) return this.#impossible();
    return this.#options.dialect === 'mysql' ? quoted.replaceAll('\\', '\\\\') : quoted;
  }
}

/** Dates and times as every dialect reads them: a space in the middle, no zone. */
function temporalText(type: NodeOf<'literal'>['type'], value: NodeOf<'literal'>['value']): string | undefined {
  if (type === 'date') return dateText(value as number);
  if (type === 'time') return timeText(value as number);
  return type === 'timestamp'
    ? timestampText(value as number)
        .replace('T', ' ')
        .slice(0, -1)
    : undefined;
}

/** Division of whole numbers must not cut the fraction off. */
function asReal(sql: string, dialect: SqlDialect): string {
  if (dialect === 'mysql') return sql;
  return `CAST(${sql} AS ${dialect === 'sqlite' ? 'REAL' : 'double precision'})`;
}

/** PostgreSQL has no remainder of doubles. */
function asExact(sql: string, dialect: SqlDialect): string {
  return dialect === 'postgres' ? `CAST(${sql} AS numeric)` : sql;
}

type Names = Readonly<Partial<Record<SqlDialect, string>>>;

/** Functions that a dialect works out as we do, nulls included. */
const SQL_FUNCTIONS: Readonly<Record<string, Names>> = {
  abs: { postgres: 'ABS', mysql: 'ABS', sqlite: 'ABS' },
  floor: { postgres: 'FLOOR', mysql: 'FLOOR' },
  ceil: { postgres: 'CEIL', mysql: 'CEIL' },
  sign: { postgres: 'SIGN', mysql: 'SIGN' },
  coalesce: { postgres: 'COALESCE', mysql: 'COALESCE', sqlite: 'COALESCE' },
  nullif: { postgres: 'NULLIF', mysql: 'NULLIF', sqlite: 'NULLIF' },
  least: { postgres: 'LEAST' },
  greatest: { postgres: 'GREATEST' },
  concat: { postgres: 'CONCAT' },
  lower: { postgres: 'LOWER', mysql: 'LOWER' },
  upper: { postgres: 'UPPER', mysql: 'UPPER' },
  length: { postgres: 'LENGTH', mysql: 'CHAR_LENGTH', sqlite: 'LENGTH' },
  left: { postgres: 'LEFT' },
  right: { postgres: 'RIGHT' },
  substring: { postgres: 'SUBSTR' },
  trim: { postgres: 'TRIM', mysql: 'TRIM', sqlite: 'TRIM' },
  ltrim: { postgres: 'LTRIM', mysql: 'LTRIM', sqlite: 'LTRIM' },
  rtrim: { postgres: 'RTRIM', mysql: 'RTRIM', sqlite: 'RTRIM' },
  replace: { postgres: 'REPLACE', mysql: 'REPLACE', sqlite: 'REPLACE' },
  lpad: { postgres: 'LPAD' },
  rpad: { postgres: 'RPAD' },
  initcap: { postgres: 'INITCAP' },
  starts_with: { postgres: 'STARTS_WITH' },
};

const SQL_TYPES: Readonly<Record<SqlDialect, Readonly<Record<string, string | undefined>>>> = {
  postgres: {
    number: 'double precision',
    boolean: 'boolean',
    date: 'date',
    time: 'time',
    timestamp: 'timestamp',
  },
  mysql: { number: 'DOUBLE', date: 'DATE', time: 'TIME(6)', timestamp: 'DATETIME(6)' },
  sqlite: {},
};
