import type {
  ImportNote,
  SourceCheck,
  SourceColumn,
  SourceSchema,
  SourceTable,
  SourceType,
} from '../proposals/source-schema.ts';
import { renameColumn } from '../proposals/sql-expression.ts';

type Mutable<Shape> = { -readonly [Member in keyof Shape]: Shape[Member] };

export type ColumnDraft = Mutable<SourceColumn>;
export interface TableDraft extends Mutable<Omit<SourceTable, 'columns' | 'uniques' | 'foreignKeys' | 'checks'>> {
  columns: ColumnDraft[];
  uniques: (readonly string[])[];
  foreignKeys: SourceTable['foreignKeys'][number][];
  checks: SourceTable['checks'][number][];
}

/** A type that a script gives a name to: an enumeration, or a domain with its own checks on VALUE. */
export interface NamedType {
  readonly type: SourceType;
  readonly isNullable: boolean;
  readonly checks: readonly SourceCheck[];
}

/** How a domain's checks name the value. */
export const DOMAIN_VALUE = 'value';

/** A schema while statements add to it. Names are the script's own, without their schema. */
export class SchemaDraft {
  readonly tables = new Map<string, TableDraft>();
  readonly types = new Map<string, NamedType>();
  readonly notes: ImportNote[] = [];
  document: Readonly<Record<string, unknown>> | undefined;
  readonly #skipped = new Map<string, number>();

  /** A new table, or undefined and a note where the name is taken. */
  addTable(name: string): TableDraft | undefined {
    if (this.tables.has(name)) {
      this.note({ table: name, message: 'is created twice; the first one is taken' });
      return undefined;
    }
    const table: TableDraft = { name, columns: [], uniques: [], foreignKeys: [], checks: [] };
    this.tables.set(name, table);
    return table;
  }

  /** The same is said once. */
  note(note: ImportNote): void {
    const isSaid = this.notes.some(
      ({ table, column, message }) => table === note.table && column === note.column && message === note.message,
    );
    if (!isSaid) this.notes.push(note);
  }

  /** Counts a statement that says nothing about tables; `finish` makes one note for all of its sort. */
  skip(statement: string): void {
    const words = statement.toUpperCase().match(/[A-Z_]+/g) ?? ['?'];
    const isDefinition = words[0] === 'CREATE' || words[0] === 'ALTER';
    const sort = /\bOWNER\s+TO\b/i.test(statement) ? 'OWNER TO' : isDefinition ? sortOfDefinition(words) : words[0]!;
    this.#skipped.set(sort, (this.#skipped.get(sort) ?? 0) + 1);
  }

  /** A column of a named type: the type, and the checks that come with it. */
  applyNamedType(table: TableDraft, column: ColumnDraft, named: NamedType): void {
    column.type = named.type;
    if (!named.isNullable) column.isNullable = false;
    for (const check of named.checks)
      table.checks.push({ ...check, expression: renameColumn(check.expression, DOMAIN_VALUE, column.name) });
  }

  finish(): SourceSchema {
    for (const [sort, count] of this.#skipped)
      this.note({ message: `${sort}: ${count} statement${count === 1 ? '' : 's'} not taken along` });
    const document = this.document;
    return { tables: [...this.tables.values()], notes: this.notes, ...(document !== undefined && { document }) };
  }
}

/** `CREATE OR REPLACE FUNCTION …` and `CREATE FUNCTION …` are one sort. */
function sortOfDefinition(words: readonly string[]): string {
  const filler = new Set(['OR', 'REPLACE', 'TEMP', 'TEMPORARY', 'UNIQUE', 'PROCEDURAL', 'DEFAULT', 'MATERIALIZED']);
  return `${words[0]} ${words.slice(1).find((word) => !filler.has(word)) ?? ''}`.trim();
}
