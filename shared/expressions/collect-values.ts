import { textAt } from './choice-steps.ts';
import type { ColumnValues, NumberValues } from './column-values.ts';
import type { ExpressionType } from './expression-node.ts';
import type { AnyLane, NumberLane, TextLane, TruthLane } from './lanes.ts';

const CODES_8_MAX = 256;
const CODES_16_MAX = 65_536;

/** Gathers the blocks of a page into the values that callers see. */
export interface Collector {
  start(rowCount: number): void;
  add(lane: AnyLane, rowCount: number, offset: number): void;
  /** Good until the next `start`. */
  finish(): ColumnValues;
}

export function createCollector(type: ExpressionType): Collector {
  if (type === 'boolean') return new BooleanCollector();
  return type === 'text' ? new TextCollector() : new NumberCollector(type);
}

/** Which rows are null, kept between pages. */
class NullRows {
  #rows = new Uint8Array(0);
  #count = 0;

  start(rowCount: number): Uint8Array {
    if (this.#rows.length < rowCount) this.#rows = new Uint8Array(rowCount);
    this.#count = 0;
    return this.#rows;
  }

  add(count: number): void {
    this.#count += count;
  }

  /** Absent when no row is null. */
  finish(rowCount: number): { isNull?: Uint8Array } {
    return this.#count === 0 ? {} : { isNull: this.#rows.subarray(0, rowCount) };
  }
}

class NumberCollector implements Collector {
  readonly #type: NumberValues['type'];
  readonly #nulls = new NullRows();
  #values = new Float64Array(0);
  #isNull: Uint8Array = new Uint8Array(0);
  #rowCount = 0;

  constructor(type: NumberValues['type']) {
    this.#type = type;
  }

  start(rowCount: number): void {
    if (this.#values.length < rowCount) this.#values = new Float64Array(rowCount);
    this.#isNull = this.#nulls.start(rowCount);
    this.#rowCount = rowCount;
  }

  add(lane: AnyLane, rowCount: number, offset: number): void {
    const { values, mask } = lane as NumberLane;
    const [out, isNull] = [this.#values, this.#isNull];
    let nullCount = 0;
    for (let row = 0; row < rowCount; row++) {
      const value = values[row & mask]!;
      out[offset + row] = value;
      nullCount += Number.isNaN(value) ? 1 : 0;
    }
    isNull.fill(0, offset, offset + rowCount);
    if (nullCount > 0) markNulls(out, isNull, { rowStart: offset, rowEnd: offset + rowCount });
    this.#nulls.add(nullCount);
  }

  finish(): ColumnValues {
    const values = this.#values.subarray(0, this.#rowCount);
    return { type: this.#type, values, ...this.#nulls.finish(this.#rowCount) };
  }
}

/** NaN becomes a 0 that is null. */
function markNulls(
  out: Float64Array,
  isNull: Uint8Array,
  { rowStart, rowEnd }: { readonly rowStart: number; readonly rowEnd: number },
): void {
  for (let row = rowStart; row < rowEnd; row++) {
    if (!Number.isNaN(out[row]!)) continue;
    out[row] = 0;
    isNull[row] = 1;
  }
}

class BooleanCollector implements Collector {
  readonly #nulls = new NullRows();
  #values = new Uint8Array(0);
  #isNull: Uint8Array = new Uint8Array(0);
  #rowCount = 0;

  start(rowCount: number): void {
    if (this.#values.length < rowCount) this.#values = new Uint8Array(rowCount);
    this.#isNull = this.#nulls.start(rowCount);
    this.#rowCount = rowCount;
  }

  add(lane: AnyLane, rowCount: number, offset: number): void {
    const { values, mask } = lane as TruthLane;
    const [out, isNull] = [this.#values, this.#isNull];
    let nullCount = 0;
    for (let row = 0; row < rowCount; row++) {
      const value = values[row & mask]!;
      // Unknown is the one whose two bits differ.
      const missing = (value & 1) ^ (value >> 1);
      nullCount += missing;
      isNull[offset + row] = missing;
      out[offset + row] = value >> 1;
    }
    this.#nulls.add(nullCount);
  }

  finish(): ColumnValues {
    const values = this.#values.subarray(0, this.#rowCount);
    return { type: 'boolean', values, ...this.#nulls.finish(this.#rowCount) };
  }
}

/** Codes while every block has the same dictionary, and one that 16 bits can address; else strings. */
class TextCollector implements Collector {
  readonly #nulls = new NullRows();
  readonly #dictionary = new OutputDictionary();
  #codes: Uint8Array | Uint16Array = new Uint8Array(0);
  #texts: string[] = [];
  #isNull: Uint8Array = new Uint8Array(0);
  #rowCount = 0;
  #isCoded = false;

  start(rowCount: number): void {
    this.#isNull = this.#nulls.start(rowCount);
    this.#rowCount = rowCount;
    this.#texts.length = rowCount;
  }

  add(lane: AnyLane, rowCount: number, offset: number): void {
    const text = lane as TextLane;
    if (offset === 0) this.#isCoded = isCodable(text);
    if (this.#isCoded) this.#addCodes(text, rowCount, offset);
    else this.#addTexts(text, rowCount, offset);
  }

  #addCodes({ texts, codes }: TextLane, rowCount: number, offset: number): void {
    const hasNull = this.#dictionary.take(texts);
    this.#makeRoom(texts.length);
    const out = this.#codes;
    for (let row = 0; row < rowCount; row++) out[offset + row] = codes === undefined ? 0 : codes[row]!;
    if (hasNull) this.#markNulls(texts, rowCount, offset);
    else this.#isNull.fill(0, offset, offset + rowCount);
  }

  #makeRoom(entryCount: number): void {
    const isNarrow = entryCount <= CODES_8_MAX;
    if (this.#codes.length >= this.#rowCount && isNarrow === this.#codes instanceof Uint8Array) return;
    this.#codes = isNarrow ? new Uint8Array(this.#rowCount) : new Uint16Array(this.#rowCount);
  }

  #markNulls(texts: TextLane['texts'], rowCount: number, offset: number): void {
    let nullCount = 0;
    for (let row = offset; row < offset + rowCount; row++) {
      const missing = texts[this.#codes[row]!] === null ? 1 : 0;
      nullCount += missing;
      this.#isNull[row] = missing;
    }
    this.#nulls.add(nullCount);
  }

  #addTexts(lane: TextLane, rowCount: number, offset: number): void {
    let nullCount = 0;
    for (let row = 0; row < rowCount; row++) {
      const text = textAt(lane, row);
      const missing = text === null ? 1 : 0;
      nullCount += missing;
      this.#isNull[offset + row] = missing;
      this.#texts[offset + row] = text ?? '';
    }
    this.#nulls.add(nullCount);
  }

  finish(): ColumnValues {
    const nulls = this.#nulls.finish(this.#rowCount);
    if (!this.#isCoded) return { type: 'text', values: this.#texts, ...nulls };
    const codes = this.#codes.subarray(0, this.#rowCount);
    return { type: 'text', codes, dictionary: this.#dictionary.entries, ...nulls };
  }
}

/** A constant is a dictionary of one entry. */
function isCodable({ texts, codes, mask }: TextLane): boolean {
  return codes === undefined ? mask === 0 : texts.length <= CODES_16_MAX;
}

/** The same array of strings for as long as the same dictionary comes in. */
class OutputDictionary {
  entries: readonly string[] = [];
  #source: TextLane['texts'] | undefined;
  #hasNull = false;

  /** Whether some entry stands for null. */
  take(source: TextLane['texts']): boolean {
    if (source === this.#source) return this.#hasNull;
    this.#source = source;
    this.#hasNull = source.includes(null);
    this.entries = this.#hasNull ? source.map((entry) => entry ?? '') : (source as readonly string[]);
    return this.#hasNull;
  }
}
