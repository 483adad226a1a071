import type { Distribution } from '../contracts/distribution.ts';
import type { ContinuousLaw } from '../random/continuous-law.ts';
import { discreteLawWeights } from '../random/discrete-law.ts';
import { buildQuantileTable } from '../random/quantile-table.ts';
import { codedValues } from './coded-values.ts';
import type { ColumnType } from './column-type.ts';
import { continuousLaw, findCells, powerOfTen } from './continuous-laws.ts';
import { lazyTable } from './lazy-table.ts';
import { wholeNumbers } from './uniform-integers.ts';
import { fixedWidth, type ValueProgram } from './value-program.ts';

export interface RoundedLaw {
  readonly type: ColumnType;
  readonly layout: 'i32' | 'i64';
  readonly law: Exclude<Distribution, { name: 'uniform' }>;
  /** Inclusive bounds of the whole numbers that are stored, value x 10^scale. */
  readonly low: bigint;
  readonly high: bigint;
  /** Decimal places. */
  readonly scale: number;
}

/**
 * A continuous law as whole numbers of 10^-scale, rounded and clipped. Few outcomes become codes with exact
 * probabilities; many are quantiles rounded row by row, which 64-bit floats carry exactly up to 2^53.
 */
export function roundedIntegers(rounded: RoundedLaw): ValueProgram {
  const { type, low, high } = rounded;
  const law = continuousLaw(rounded.law, { low: Number(low), high: Number(high) });
  const cells = findCells(law, { low: Number(low), high: Number(high), scale: powerOfTen(rounded.scale) });
  if (cells === undefined) return quantileIntegers(rounded, law);
  const dictionary = { values: wholeNumbers(type, BigInt(cells.first), cells.count) };
  return codedValues(type, { dictionary, weights: () => discreteLawWeights(law, cells) });
}

function quantileIntegers({ type, layout, low, high, scale }: RoundedLaw, law: ContinuousLaw): ValueProgram {
  const factor = powerOfTen(scale);
  const table = lazyTable(() =>
    buildQuantileTable({ lower: (p) => law.quantileLower(p) * factor, upper: (p) => law.quantileUpper(p) * factor }),
  );
  const program = fixedWidth(type, layout);
  return {
    ...program,
    scratchBytesPerRow: program.valueBytesMax + 8,
    bind(session, key) {
      const { octaves, bytes } = table();
      const quantiles = session.placeTable(bytes);
      return ({ rowStart, rowCount }) => {
        const { kernels } = session;
        const byteLength = rowCount * program.valueBytesMax;
        const values = session.allocate(byteLength);
        const mark = session.mark();
        const reals = session.allocate(rowCount * 8);
        kernels.quantileF64(reals, rowCount, key, rowStart, quantiles, octaves);
        if (layout === 'i32') kernels.roundToI32(values, reals, rowCount, Number(low), Number(high));
        else kernels.roundToI64(values, reals, rowCount, low, high);
        session.release(mark);
        return { values, byteLength };
      };
    },
  };
}
