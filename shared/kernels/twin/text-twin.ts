import type { Address } from '../kernels.ts';
import { TEXT_COLUMN, TEXT_COLUMN_BYTES, TEXT_KIND, type TextKernels } from '../text-kernels.ts';
import { dateText, decimalText, timestampText, timeText, uuidText } from './canonical-text.ts';
import { shortestFloat32 } from './shortest-float32.ts';
import { type HashPair, mix, murmurHash3, NULL_HASH, rotateLeft, wrap } from './text-hash.ts';
import type { TwinMemory } from './twin-memory.ts';

const GOLDEN_GAMMA = 0x9e3779b97f4a7c15n;
const QUOTE = 34;
const APOSTROPHE = 39;

/** How the kinds of text that the row writer knows are escaped. */
const ESCAPES: Readonly<Record<number, (text: Uint8Array) => Uint8Array>> = {
  [TEXT_KIND.textCsv]: csvBytes,
  [TEXT_KIND.textCsvSafe]: safeCsvBytes,
  [TEXT_KIND.textJson]: jsonBytes,
  [TEXT_KIND.textSql]: (text) => replaceBytes(text, (byte) => SQL_ESCAPES[byte]),
  [TEXT_KIND.textMysql]: (text) => replaceBytes(text, (byte) => MYSQL_ESCAPES[byte]),
  [TEXT_KIND.textCopy]: (text) => replaceBytes(text, (byte) => COPY_ESCAPES[byte]),
  [TEXT_KIND.textRaw]: (text) => text,
  [TEXT_KIND.textHex]: hexBytes,
  [TEXT_KIND.textHexCsv]: (text) => (text.length === 0 ? Uint8Array.of(QUOTE, QUOTE) : hexBytes(text)),
};
const SQL_ESCAPES: Readonly<Record<number, string>> = { 0: '\uFFFD', 39: "''" };
const MYSQL_ESCAPES: Readonly<Record<number, string>> = { 0: '\\0', 39: "''", 92: '\\\\' };
const COPY_ESCAPES: Readonly<Record<number, string>> = { 0: '\uFFFD', 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

/** The text kernels in TypeScript: the same bytes for the same arguments, from the engine's own number formatting. */
export function createTextTwin(memory: TwinMemory): TextKernels {
  return {
    writeRows(out, rowStart, count, columns, columnCount, ending, endingBytes) {
      const sink = new ByteSink(memory, out);
      for (let row = rowStart; row < rowStart + count; row++) {
        for (let i = 0; i < columnCount; i++) writeValue(memory, sink, columns + i * TEXT_COLUMN_BYTES, row);
        sink.put(slice(memory, ending, endingBytes));
      }
      return sink.end - out;
    },
    hashText(out, text, bytes) {
      putPair(memory, out, murmurHash3(slice(memory, text, bytes)));
    },
    digestColumn(sums, rowHashes, column, count, row) {
      let entry = field(memory, column, 'values');
      for (let r = 0; r < count; r++) {
        const hash = isPresent(memory, column, r) ? murmurHash3(valueBytes(memory, column, r, entry)) : NULL_HASH;
        if (field(memory, column, 'kind') === TEXT_KIND.textRaw) entry += 4 + memory.view.getUint32(entry, true);
        const salt = mix(wrap((BigInt(row) + BigInt(r)) * GOLDEN_GAMMA));
        addPair(memory, sums, { high: mix(hash.high ^ salt), low: mix(wrap(hash.low + salt)) });
        const { high: p, low: q } = getPair(memory, rowHashes + 16 * r);
        putPair(memory, rowHashes + 16 * r, {
          high: mix(rotateLeft(p, 23n) ^ hash.high),
          low: mix(wrap(rotateLeft(q, 29n) + hash.low)),
        });
      }
    },
    digestRows(sums, rowHashes, count) {
      for (let r = 0; r < count; r++) {
        const { high: p, low: q } = getPair(memory, rowHashes + 16 * r);
        addPair(memory, sums, { high: mix(wrap(p + rotateLeft(q, 32n))), low: mix(q ^ rotateLeft(p, 32n)) });
      }
    },
  };
}

/** Appends bytes to linear memory. */
class ByteSink {
  readonly #memory: TwinMemory;
  end: Address;

  constructor(memory: TwinMemory, start: Address) {
    this.#memory = memory;
    this.end = start;
  }

  put(bytes: Uint8Array): void {
    this.#memory.u8.set(bytes, this.end);
    this.end += bytes.length;
  }

  putText(text: string): void {
    this.put(new TextEncoder().encode(text));
  }
}

function writeValue(memory: TwinMemory, sink: ByteSink, column: Address, row: number): void {
  const kind = field(memory, column, 'kind');
  const present = isPresent(memory, column, row);
  const isText = kind in ESCAPES;
  const entry = field(memory, column, 'cursor');
  if (isText) memory.view.setUint32(column + TEXT_COLUMN.cursor, entry + 4 + memory.view.getUint32(entry, true), true);
  if (!present) {
    sink.put(slice(memory, field(memory, column, 'nullText'), field(memory, column, 'nullBytes')));
    return;
  }
  if (kind > TEXT_KIND.fragmentBits) {
    sink.put(slice(memory, field(memory, column, 'prefix'), field(memory, column, 'prefixBytes')));
  }
  if (isText) {
    const text = plainEntry(memory, entry);
    sink.put(ESCAPES[kind]!(text));
  } else {
    sink.put(valueBytes(memory, column, row, entry));
  }
  const quote = field(memory, column, 'quote');
  if (quote !== 0) sink.put(Uint8Array.of(quote));
}

function hexBytes(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(bytes.toHex());
}

function csvBytes(text: Uint8Array): Uint8Array {
  if (text.length > 0 && !text.some((byte) => byte === 34 || byte === 44 || byte === 13 || byte === 10)) return text;
  return Uint8Array.from([34, ...[...text].flatMap((byte) => (byte === 34 ? [34, 34] : [byte])), 34]);
}

function safeCsvBytes(text: Uint8Array): Uint8Array {
  if (text.length === 0 || !'=+-@\t\r'.includes(String.fromCharCode(text[0]!))) return csvBytes(text);
  const guarded = csvBytes(Uint8Array.of(QUOTE, ...text)).subarray(3, -1);
  return Uint8Array.of(QUOTE, APOSTROPHE, ...guarded, QUOTE);
}

function jsonBytes(text: Uint8Array): Uint8Array {
  return replaceBytes(text, (byte) =>
    byte < 32 || byte === 34 || byte === 92 ? JSON.stringify(String.fromCharCode(byte)).slice(1, -1) : undefined,
  );
}

/** Bytes of text with some of them written otherwise. */
function replaceBytes(text: Uint8Array, written: (byte: number) => string | undefined): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap((byte) => {
      const other = written(byte);
      return other === undefined ? [byte] : [...new TextEncoder().encode(other)];
    }),
  );
}

/** Canonical text of a row without prefix or quotes; a fragment as it is. */
function valueBytes(memory: TwinMemory, column: Address, row: number, entry: Address): Uint8Array {
  const kind = field(memory, column, 'kind');
  if (kind === TEXT_KIND.textRaw) return plainEntry(memory, entry);
  const values = field(memory, column, 'values');
  const a = field(memory, column, 'a');
  if (kind === TEXT_KIND.textOffsets) {
    const start = memory.view.getUint32(a + 4 * row, true);
    return slice(memory, values + start, memory.view.getUint32(a + 4 * row + 4, true) - start);
  }
  if (kind <= TEXT_KIND.fragmentBits)
    return fragment(memory, { a, b: field(memory, column, 'b') }, codeAt(memory, { kind, values }, row));
  return new TextEncoder().encode(scalarText(memory, column, row));
}

function codeAt({ view }: TwinMemory, { kind, values }: { kind: number; values: Address }, row: number): number {
  if (kind === TEXT_KIND.fragments8) return view.getUint8(values + row);
  if (kind === TEXT_KIND.fragments16) return view.getUint16(values + 2 * row, true);
  return (view.getUint8(values + (row >> 3)) >> (row & 7)) & 1;
}

function fragment(memory: TwinMemory, { a, b }: { a: Address; b: number }, code: number): Uint8Array {
  if (b > 0) return slice(memory, a + (code << b), memory.view.getUint8(a + ((code + 1) << b) - 1));
  const start = memory.view.getUint32(a + 4 * code, true);
  return slice(memory, a + start, memory.view.getUint32(a + 4 * code + 4, true) - start);
}

function scalarText(memory: TwinMemory, column: Address, row: number): string {
  const { view } = memory;
  const values = field(memory, column, 'values');
  const a = field(memory, column, 'a');
  const b = field(memory, column, 'b');
  const i32 = () => view.getInt32(values + 4 * row, true);
  const i64 = () => view.getBigInt64(values + 8 * row, true);
  switch (field(memory, column, 'kind')) {
    case TEXT_KIND.int32:
      return String(i32());
    case TEXT_KIND.int64:
      return String(i64());
    case TEXT_KIND.float64:
    case TEXT_KIND.fixed64:
      return String(view.getFloat64(values + 8 * row, true));
    case TEXT_KIND.float32:
    case TEXT_KIND.fixed32:
      return shortestFloat32(view.getFloat32(values + 4 * row, true));
    case TEXT_KIND.decimal32:
      return decimalText(BigInt(i32()), b);
    case TEXT_KIND.decimal64:
      return decimalText(i64(), b);
    case TEXT_KIND.decimal128:
      return decimalText(view.getBigInt64(values + 16 * row, true), b);
    case TEXT_KIND.date:
      return dateText(i32());
    case TEXT_KIND.time:
      return timeText(i64());
    case TEXT_KIND.timestamp:
      return timestampText(i64() * BigInt(a), b === 1);
    default:
      return uuidText(slice(memory, values + 16 * row, 16));
  }
}

function field(memory: TwinMemory, column: Address, name: keyof typeof TEXT_COLUMN): number {
  return memory.view.getUint32(column + TEXT_COLUMN[name], true);
}

function isPresent(memory: TwinMemory, column: Address, row: number): boolean {
  const presence = field(memory, column, 'presence');
  return presence === 0 || memory.u8[presence + row] !== 0;
}

function plainEntry(memory: TwinMemory, entry: Address): Uint8Array {
  return slice(memory, entry + 4, memory.view.getUint32(entry, true));
}

function slice(memory: TwinMemory, address: Address, bytes: number): Uint8Array {
  return memory.u8.slice(address, address + bytes);
}

function getPair({ view }: TwinMemory, address: Address): HashPair {
  return { high: view.getBigUint64(address, true), low: view.getBigUint64(address + 8, true) };
}

function putPair({ view }: TwinMemory, address: Address, { high, low }: HashPair): void {
  view.setBigUint64(address, high, true);
  view.setBigUint64(address + 8, low, true);
}

function addPair(memory: TwinMemory, address: Address, { high, low }: HashPair): void {
  const sum = getPair(memory, address);
  putPair(memory, address, { high: wrap(sum.high + high), low: wrap(sum.low + low) });
}
