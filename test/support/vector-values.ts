import type { OutputColumn } from '../../shared/columns/column-program.ts';
import type { Vector } from '../../shared/columns/vector.ts';
import { invariant } from '../../shared/errors/invariant.ts';
import type { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { nestedTexts } from '../../shared/nested/nested-text.ts';

/**
 * A value as tests compare it: number for int32, date, float32, float64; bigint for int64, time, timestamp and decimal
 * (unscaled); hexadecimal digits for uuid (32) and binary; JSON text for nested values.
 */
export type Value = boolean | number | bigint | string | null;

/** The values of one vector, row by row; nulls as `null`. Checks what the vector says of itself on the way. */
export function vectorValues(session: KernelSession, column: OutputColumn, vector: Vector, rowCount: number): Value[] {
  const values = readLayout(session, column, vector, rowCount);
  if (vector.presence === undefined) {
    invariant(vector.nullCount === 0, 'a vector without presence has no nulls');
    return values;
  }
  const presence = session.bytes.slice(vector.presence, vector.presence + rowCount);
  const nulls = presence.reduce((count, present) => count + (present === 0 ? 1 : 0), 0);
  invariant(nulls === vector.nullCount, `nullCount is ${vector.nullCount}, there are ${nulls}`);
  return values.map((value, row) => (presence[row] === 1 ? value : null));
}

function readLayout(session: KernelSession, column: OutputColumn, vector: Vector, rowCount: number): Value[] {
  const { values: at, byteLength, layout } = vector;
  const view = session.dataView;
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  const isBigint = !['int32', 'date'].includes(column.type.name);
  if (layout === 'text') return readText(session, vector, { rowCount, isText: column.type.name !== 'binary' });
  if (layout === 'nested') return readNested(session, column, vector, rowCount);
  const widths = { codes8: 1, codes16: 2, i32: 4, i64: 8, f32: 4, f64: 8, fixed16: 16, bits: 1 / 8 };
  invariant(byteLength === Math.ceil(rowCount * widths[layout]), `byteLength ${byteLength} of ${rowCount} ${layout}`);
  switch (layout) {
    case 'codes8':
      return rows.map((row) => entry(column, view.getUint8(at + row)));
    case 'codes16':
      return rows.map((row) => entry(column, view.getUint16(at + row * 2, true)));
    case 'bits':
      return rows.map((row) => ((view.getUint8(at + (row >> 3)) >> (row & 7)) & 1) === 1);
    case 'i32':
      return rows.map((row) => view.getInt32(at + row * 4, true)).map((value) => (isBigint ? BigInt(value) : value));
    case 'i64':
      return rows.map((row) => view.getBigInt64(at + row * 8, true));
    case 'f32':
      return rows.map((row) => view.getFloat32(at + row * 4, true));
    case 'f64':
      return rows.map((row) => view.getFloat64(at + row * 8, true));
    case 'fixed16':
      return rows.map((row) => session.bytes.slice(at + row * 16, at + row * 16 + 16).toHex());
  }
}

/** The JSON text of each row. */
function readNested(session: KernelSession, { nested }: OutputColumn, vector: Vector, rowCount: number): string[] {
  invariant(nested !== undefined, 'a nested column has a tree');
  const plain = nestedTexts(nested)(session, vector, rowCount);
  const view = new DataView(plain.buffer, plain.byteOffset);
  let at = 0;
  return Array.from({ length: rowCount }, () => {
    const start = at + 4;
    at = start + view.getUint32(at, true);
    return new TextDecoder('utf-8', { fatal: true }).decode(plain.subarray(start, at));
  });
}

function entry(column: OutputColumn, code: number): Value {
  const value = column.dictionary?.values[code];
  invariant(value !== undefined, `code ${code} of "${column.name}" is in its dictionary`);
  return value;
}

function readText(
  session: KernelSession,
  { values, byteLength }: Vector,
  { rowCount, isText }: { readonly rowCount: number; readonly isText: boolean },
): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const texts: string[] = [];
  let at = values;
  for (let row = 0; row < rowCount; row++) {
    const bytes = session.dataView.getUint32(at, true);
    const value = session.bytes.slice(at + 4, at + 4 + bytes);
    texts.push(isText ? decoder.decode(value) : value.toHex());
    at += 4 + bytes;
  }
  invariant(at === values + byteLength, `text ends at ${at - values} of ${byteLength} bytes`);
  return texts;
}
