import type { Dictionary } from '../columns/vector.ts';
import { PhysicalType } from './schema.ts';

/** One value in memory: what statistics compare. Booleans are 0 and 1, text and uuids their bytes. */
export type PlainValue = number | bigint | Uint8Array;

const utf8 = new TextEncoder();

/** The values of a dictionary as statistics compare them. */
export function dictionaryValues({ values }: Dictionary): PlainValue[] {
  return Array.from<string | number | bigint, PlainValue>(values, (value) =>
    typeof value === 'string' ? utf8.encode(value) : value,
  );
}

/** The PLAIN encoding of one value without the length in front of a byte array: what statistics hold. */
export function plainValue(value: PlainValue, type: PhysicalType): Uint8Array {
  if (value instanceof Uint8Array) return value;
  switch (type) {
    case PhysicalType.boolean:
      return Uint8Array.of(Number(value));
    case PhysicalType.int32:
      return bytesOf(4, (view) => view.setInt32(0, Number(value), true));
    case PhysicalType.float:
      return bytesOf(4, (view) => view.setFloat32(0, Number(value), true));
    case PhysicalType.double:
      return bytesOf(8, (view) => view.setFloat64(0, Number(value), true));
    default:
      return bytesOf(8, (view) => view.setBigInt64(0, BigInt(value), true));
  }
}

/** The PLAIN encoding of many values: the body of a dictionary page. */
export function plainValues(values: readonly PlainValue[], type: PhysicalType): Uint8Array {
  const parts = values.map((value) => plainValue(value, type));
  const lengthBytes = type === PhysicalType.byteArray ? 4 : 0;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + lengthBytes + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    if (lengthBytes > 0) view.setUint32(at, part.length, true);
    bytes.set(part, at + lengthBytes);
    at += lengthBytes + part.length;
  }
  return bytes;
}

/** Order of the column: numbers by value, bytes unsigned and lexicographic (`TypeDefinedOrder` of every type we write). */
export function comparePlain(a: PlainValue, b: PlainValue): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function bytesOf(length: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}
