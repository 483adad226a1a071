import type { SpecOf } from '../contracts/column-spec.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { discreteLawWeights } from '../random/discrete-law.ts';
import { buildQuantileTable } from '../random/quantile-table.ts';
import { codedValues, listValues } from './coded-values.ts';
import type { ColumnType } from './column-type.ts';
import { continuousLaw, findCells, powerOfTen } from './continuous-laws.ts';
import { lazyTable } from './lazy-table.ts';
import type { ValueProgram } from './value-program.ts';

type RealSpec = SpecOf<'double' | 'float'>;

/** Doubles of one page in place. */
export type FillReals = (values: Address, rowCount: number, rowStart: number) => void;

/**
 * Doubles of a law as codes, when rounding to decimals leaves few enough outcomes; `narrow` makes a dictionary value
 * of the column's type of each double.
 */
export function codedReals(
  spec: RealSpec,
  type: ColumnType,
  narrow: (value: number) => number,
): ValueProgram | undefined {
  if (spec.decimals === undefined) return undefined;
  const scale = powerOfTen(spec.decimals);
  const { low, high } = boundsOf(spec);
  const law = continuousLaw(spec.distribution, { low, high });
  const cells = findCells(law, { low: Math.round(low * scale), high: Math.round(high * scale), scale });
  if (cells === undefined) return undefined;
  // Adding 0 turns -0 into 0.
  const values = listValues(cells.count, (index) => narrow((cells.first + index) / scale + 0));
  return codedValues(type, { dictionary: { values }, weights: () => discreteLawWeights(law, cells) });
}

/** Places the tables of a law and gives what fills a page: drawn, clipped, then rounded to the column's decimals. */
export function bindReals(spec: RealSpec, quantiles: () => QuantileBytes) {
  return (session: KernelSession, key: Address): FillReals => {
    const draw = bindDraw(spec, quantiles, session, key);
    if (spec.decimals === undefined) return draw;
    const scale = powerOfTen(spec.decimals);
    return (values, rowCount, rowStart) => {
      draw(values, rowCount, rowStart);
      session.kernels.roundF64(values, rowCount, scale);
    };
  };
}

type QuantileBytes = ReturnType<typeof buildQuantileTable>;

/** The quantile table of a column's law, built when first asked for. Uniform columns never ask. */
export function quantilesOf(spec: RealSpec): () => QuantileBytes {
  return lazyTable(() => {
    const law = continuousLaw(spec.distribution, boundsOf(spec));
    return buildQuantileTable({ lower: law.quantileLower, upper: law.quantileUpper });
  });
}

function bindDraw(spec: RealSpec, quantiles: () => QuantileBytes, session: KernelSession, key: Address): FillReals {
  const { kernels } = session;
  const { low, high } = boundsOf(spec);
  if (spec.distribution.name === 'uniform')
    return (values, rowCount, rowStart) => kernels.uniformF64(values, rowCount, key, rowStart, low, high);
  const { octaves, bytes } = quantiles();
  const table = session.placeTable(bytes);
  const isClipped = Number.isFinite(low) || Number.isFinite(high);
  return (values, rowCount, rowStart) => {
    kernels.quantileF64(values, rowCount, key, rowStart, table, octaves);
    if (isClipped) kernels.clampF64(values, rowCount, low, high);
  };
}

function boundsOf(spec: RealSpec): { low: number; high: number } {
  return { low: spec.min ?? -Infinity, high: spec.max ?? Infinity };
}
