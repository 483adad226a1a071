import type { ColumnType } from '../columns/column-type.ts';
import { lazyTable } from '../columns/lazy-table.ts';
import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { Dictionary } from '../columns/vector.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { buildAliasTable } from '../random/alias-table.ts';
import { codesOfScores } from './code-scores.ts';

/** The most values a dictionary can have: codes are u16. */
export const CODES_MAX = 65_536;
/** Up to here one hash serves two rows. */
const PAIRED_CODES_MAX = 4_096;

/** Which values a column can have, and how often. */
export interface CodedLaw {
  readonly dictionary: Dictionary;
  /** Relative, one per value. Asked for once, when the program is first bound. */
  weights(): readonly number[];
}

/** A column of a closed set of at most 65,536 values, drawn as codes by the alias method. */
export function codedValues(type: ColumnType, law: CodedLaw): ValueProgram {
  const size = law.dictionary.values.length;
  const draw = lazyTable(() => chooseDraw(law.weights()));
  const codesOf = lazyTable(() => codesOfScores(law.weights()));
  const width = size <= 256 ? 1 : 2;
  return {
    ...fixedWidth(type, size <= 256 ? 'codes8' : 'codes16'),
    dictionary: law.dictionary,
    bind(session, key) {
      const emit = draw()(session, key);
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * width);
        emit(values, rowCount, rowStart);
        return { values, byteLength: rowCount * width };
      };
    },
    bindScores(session) {
      const place = codesOf();
      return (scores, rowCount) => {
        const values = session.allocate(rowCount * width);
        const { buffer } = session.bytes;
        const codes =
          width === 1 ? new Uint8Array(buffer, values, rowCount) : new Uint16Array(buffer, values, rowCount);
        place(new Float64Array(buffer, scores, rowCount), codes);
        return { values, byteLength: rowCount * width };
      };
    },
  };
}

/** Codes of rows [row, row + count) into `out`: bytes for up to 256 codes, else 16 bits each. */
export type EmitCodes = (out: Address, count: number, row: number) => void;

/** The cheapest kernel for these weights; all of them give the same codes where more than one would do. */
export function chooseDraw(weights: readonly number[]): (session: KernelSession, key: Address) => EmitCodes {
  const size = weights.length;
  if (size > 256 && size <= PAIRED_CODES_MAX && weights.every((weight) => weight === weights[0]))
    return ({ kernels }, key) =>
      (out, count, row) =>
        kernels.uniformCodes16(out, count, key, row, size);
  const { bytes } = buildAliasTable(weights);
  return (session, key) => bindAlias(session, { key, table: session.placeTable(bytes), size });
}

function bindAlias(
  { kernels }: KernelSession,
  { key, table, size }: { readonly key: Address; readonly table: Address; readonly size: number },
): EmitCodes {
  if (size <= 256) return (out, count, row) => kernels.aliasCodes8(out, count, key, row, table, size);
  if (size <= PAIRED_CODES_MAX) return (out, count, row) => kernels.aliasCodes16(out, count, key, row, table, size);
  return (out, count, row) => kernels.aliasCodesWide(out, count, key, row, table, size);
}

/**
 * The list entryAt(0), …, entryAt(size - 1). A plain loop: `Array.from` takes twenty times as long, which is felt where
 * a small request has a large dictionary.
 */
export function listValues<Value>(size: number, entryAt: (index: number) => Value): Value[] {
  const values = new Array<Value>(size);
  for (let index = 0; index < size; index++) values[index] = entryAt(index);
  return values;
}

/** Equal weights. */
export function uniformWeights(size: number): number[] {
  return new Array<number>(size).fill(1);
}
