import type { ColumnType } from '../columns/column-type.ts';
import type { Dictionary } from '../columns/vector.ts';

const LENGTH_BYTES = 4;

/** The entries of a dictionary one after the other, laid out as a page of the column's plain type would be. */
export function dictionaryBytes(type: ColumnType, { values }: Dictionary): Uint8Array {
  const first = values[0];
  if (typeof first === 'string') return plainText(values as readonly string[]);
  if (typeof first === 'bigint') return bytesOf(BigInt64Array.from(values as readonly bigint[]));
  const numbers = values as readonly number[];
  if (type.name === 'float32') return bytesOf(Float32Array.from(numbers));
  return bytesOf(type.name === 'float64' ? Float64Array.from(numbers) : Int32Array.from(numbers));
}

function plainText(values: readonly string[]): Uint8Array {
  const texts = values.map((value) => new TextEncoder().encode(value));
  const bytes = new Uint8Array(texts.reduce((sum, text) => sum + LENGTH_BYTES + text.length, 0));
  const view = new DataView(bytes.buffer);
  let end = 0;
  for (const text of texts) {
    view.setUint32(end, text.length, true);
    bytes.set(text, end + LENGTH_BYTES);
    end += LENGTH_BYTES + text.length;
  }
  return bytes;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
