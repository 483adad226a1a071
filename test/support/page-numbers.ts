import type { Vector } from '../../shared/columns/vector.ts';
import { invariant } from '../../shared/errors/invariant.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';

/** The values of a numeric column's page as doubles (64-bit ones rounded), whatever their layout; nulls are not looked at. */
export function pageNumbers(
  { program, session }: BoundTable,
  columnIndex: number,
  { layout, values }: Vector,
  rowCount: number,
): Float64Array {
  const buffer = session.bytes.buffer as ArrayBuffer;
  const column = program.columns[columnIndex];
  switch (layout) {
    case 'f64':
      return new Float64Array(buffer, values, rowCount);
    case 'f32':
      return Float64Array.from(new Float32Array(buffer, values, rowCount));
    case 'i32':
      return Float64Array.from(new Int32Array(buffer, values, rowCount));
    case 'i64':
      return Float64Array.from(new BigInt64Array(buffer, values, rowCount), Number);
    case 'bits':
      return Float64Array.from({ length: rowCount }, (_, i) => (session.bytes[values + (i >> 3)]! >> (i & 7)) & 1);
    default: {
      const codes =
        layout === 'codes8' ? new Uint8Array(buffer, values, rowCount) : new Uint16Array(buffer, values, rowCount);
      const numbers = column?.dictionary?.values.map((value, code) =>
        typeof value === 'string' ? code : Number(value),
      );
      invariant(numbers !== undefined, 'codes have a dictionary');
      return Float64Array.from(codes, (code) => numbers[code]!);
    }
  }
}
