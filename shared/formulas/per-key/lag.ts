import type { ColumnValues } from '../../expressions/column-values.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';
import { storedType } from './stored-type.ts';

/** The value of another column in the row before; the first row of a group takes the default, or is null. */
export function compileLag(spec: PerKeySpec<'lag'>, { known }: PerKeyContext): PerKeyProgram {
  return {
    type: storedType(known.get(spec.of)!.type),
    bind:
      () =>
      (page, { ordinals }, read) =>
        shift(read(spec.of), ordinals.subarray(0, page.rowCount), spec.default),
  };
}

function shift(source: ColumnValues, ordinals: Float64Array, fallback: PerKeySpec<'lag'>['default']): ColumnValues {
  const count = ordinals.length;
  const isNull = new Uint8Array(count);
  for (let i = 0; i < count; i++)
    isNull[i] = ordinals[i] === 0 ? Number(fallback === undefined) : (source.isNull?.[i - 1] ?? 0);
  switch (source.type) {
    case 'text': {
      const textAt = (row: number) =>
        'codes' in source ? source.dictionary[source.codes[row]!]! : source.values[row]!;
      const first = String(fallback ?? '');
      const values = Array.from(ordinals, (ordinal, i) => (ordinal === 0 ? first : textAt(i - 1)));
      return { type: 'text', values, isNull };
    }
    case 'boolean': {
      const values = Uint8Array.from(ordinals, (ordinal, i) =>
        ordinal === 0 ? Number(fallback ?? 0) : source.values[i - 1]!,
      );
      return { type: 'boolean', values, isNull };
    }
    default: {
      const values = Float64Array.from(ordinals, (ordinal, i) =>
        ordinal === 0 ? Number(fallback ?? 0) : source.values[i - 1]!,
      );
      return { type: source.type, values, isNull };
    }
  }
}
