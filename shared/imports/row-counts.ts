import type { SqlDialect } from '../contracts/spec-document.ts';
import { ScriptReader, type ScriptStatement } from './script-reader.ts';

/** Beyond this a script's beginning is not looked at for the name of the table. */
const HEAD_LENGTH = 1_024;
const NAME = String.raw`(?:"(?:[^"]|"")*"|\`[^\`]*\`|\[[^\]]*\]|[\w$\u0080-\uffff]+)`;
const TARGET = new RegExp(
  String.raw`^(?:copy|insert\s+(?:low_priority\s+|delayed\s+|high_priority\s+|ignore\s+|or\s+\w+\s+)*into|replace\s+into)\s+(?:only\s+)?((?:${NAME}\s*\.\s*)*${NAME})`,
  'i',
);

/**
 * Rows per table that a script of INSERT and COPY statements holds, by the table's bare name. The script may come in
 * pieces of any size; only counts are kept, never a value.
 */
export class RowCounter {
  readonly counts = new Map<string, number>();
  readonly #reader: ScriptReader;

  constructor(dialect: SqlDialect) {
    this.#reader = new ScriptReader(dialect, (statement) => this.#count(statement));
  }

  /** The next piece of the script. */
  push(piece: string): void {
    this.#reader.push(piece);
  }

  /** The script is over: `counts` is complete. */
  end(): void {
    this.#reader.end();
  }

  #count({ kind, text, tuples, copiedRows }: ScriptStatement): void {
    const target = kind === 'statement' ? TARGET.exec(text.slice(0, HEAD_LENGTH))?.[1] : undefined;
    if (target === undefined) return;
    const name = bareName(target);
    this.counts.set(name, (this.counts.get(name) ?? 0) + tuples + copiedRows);
  }
}

/** `"public"."Order"` names `Order`; unquoted names are written as they stand. */
function bareName(qualified: string): string {
  const last = new RegExp(`${NAME}$`).exec(qualified)?.[0] ?? qualified;
  if (last.startsWith('"')) return last.slice(1, -1).replaceAll('""', '"');
  return last.startsWith('`') || last.startsWith('[') ? last.slice(1, -1) : last;
}
