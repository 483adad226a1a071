import type { SqlDialect } from '../contracts/spec-document.ts';
import { renderCreateTable, type SqlTable } from './create-table.ts';
import { quoteIdentifier, quoteIdentifiers } from './identifier.ts';

/** How rows are put into statements; the members of an output specification. */
export interface StatementStyle {
  readonly dialect: SqlDialect;
  readonly statement: 'insert' | 'copy';
  readonly create_table: boolean;
}

/** The table that rows go to. */
export interface ScriptTable {
  readonly name: string;
  /** In the order of the values. */
  readonly columnNames: readonly string[];
  /** Asked for when the table is to be created. */
  readonly define: () => SqlTable;
}

/** What stands around rows in a file of SQL. */
export interface SqlScript {
  /** Begins every file. */
  readonly head: string;
  /** Follows it where the file begins with the table's first row; empty unless asked for. */
  readonly creation: string;
  /** Opens a statement, before its first row. */
  readonly open: string;
  /** Ends a statement, after its last row. */
  readonly close: string;
  /** Ends every file. */
  readonly tail: string;
}

/**
 * Settings that the literals rely on, for the session that reads the file: UTF-8, backslashes that mean themselves
 * (PostgreSQL) or escape (MySQL), faults instead of cut values (MySQL). SQLite writes to disk once per transaction, so
 * a file is one.
 */
const SESSIONS: Readonly<Record<SqlDialect, { readonly head: string; readonly tail: string }>> = {
  postgresql: { head: "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n", tail: '' },
  mysql: { head: "SET NAMES utf8mb4;\nSET sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';\n", tail: '' },
  sqlite: { head: 'BEGIN;\n', tail: 'COMMIT;\n' },
};

/** The text around the rows of a table. */
export function sqlScript(table: ScriptTable, { dialect, statement, create_table }: StatementStyle): SqlScript {
  const target = `${quoteIdentifier(table.name, dialect)} (${quoteIdentifiers(table.columnNames, dialect)})`;
  return {
    ...SESSIONS[dialect],
    creation: create_table ? renderCreateTable(table.define(), dialect) : '',
    open: statement === 'copy' ? `COPY ${target} FROM stdin;\n` : `INSERT INTO ${target} VALUES\n`,
    close: statement === 'copy' ? '\\.\n' : ';\n',
  };
}
