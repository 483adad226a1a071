import { TEXT_KIND } from '../kernels/text-kernels.ts';
import type { ColumnRows } from './dataset-digester.ts';

const LENGTH_BYTES = 4;
const BYTES_AT_FIRST = 4_096;

/** Collects fields of one column as PLAIN text (u32 byte length, bytes) with presence. */
class TextColumn {
  #bytes = new Uint8Array(BYTES_AT_FIRST);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;
  readonly #presence: Uint8Array;

  constructor(rowsMax: number) {
    this.#presence = new Uint8Array(rowsMax);
  }

  put(row: number, from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#view.setUint32(this.#end, end - start, true);
    let to = this.#end + LENGTH_BYTES;
    for (let i = start; i < end; i++) this.#bytes[to++] = from[i]!;
    this.#end = to;
    this.#presence[row] = 1;
  }

  putNull(row: number): void {
    this.#reserve(0);
    this.#view.setUint32(this.#end, 0, true);
    this.#end += LENGTH_BYTES;
    this.#presence[row] = 0;
  }

  take(rowCount: number): ColumnRows {
    const values = this.#bytes.subarray(0, this.#end);
    this.#end = 0;
    return { kind: TEXT_KIND.textRaw, values, presence: this.#presence.subarray(0, rowCount) };
  }

  #reserve(bytes: number): void {
    const needed = this.#end + LENGTH_BYTES + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

const ROWS_MAX = 4_096;

/** Rows of text fields on their way to a digest; a row is complete when `endRow` was called. */
export class TextRows {
  readonly #columns: readonly TextColumn[];
  #rowCount = 0;

  constructor(columnCount: number) {
    this.#columns = Array.from({ length: columnCount }, () => new TextColumn(ROWS_MAX));
  }

  get columnCount(): number {
    return this.#columns.length;
  }

  get isFull(): boolean {
    return this.#rowCount === ROWS_MAX;
  }

  put(column: number, from: Uint8Array, start: number, end: number): void {
    this.#columns[column]!.put(this.#rowCount, from, start, end);
  }

  putNull(column: number): void {
    this.#columns[column]!.putNull(this.#rowCount);
  }

  endRow(): void {
    this.#rowCount += 1;
  }

  /** Hands over the collected rows, valid until the next `put`, and begins anew. */
  take(): { columns: readonly ColumnRows[]; rowCount: number } {
    const rowCount = this.#rowCount;
    this.#rowCount = 0;
    return { columns: this.#columns.map((column) => column.take(rowCount)), rowCount };
  }
}
