import { lazyTable } from '../columns/lazy-table.ts';
import type { Distribution, EmpiricalLaw, SimpleLaw } from '../contracts/distribution.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { nextBelow } from '../numerics/double-bits.ts';
import { uniformLaw } from '../random/distributions.ts';
import type { Pieces } from '../random/empirical-law.ts';
import { buildQuantileTable } from '../random/quantile-table.ts';
import { chooseDraw, uniformWeights } from './coded-values.ts';
import { atomsOf, continuousLaw, isCounting, piecesOf } from './continuous-laws.ts';
import { quantileAtScore, scoreTable } from './score-table.ts';
import { roundHalfEven } from './single-values.ts';
import { bindSubstream } from './substream.ts';

/** Doubles of one page in place. */
export type FillReals = (values: Address, rowCount: number, rowStart: number) => void;

/** How doubles of a law are drawn, before clipping and rounding. */
export interface RealDraw {
  /** Temporaries, without the values themselves. */
  readonly scratchBytesPerRow: number;
  bind(session: KernelSession, key: Address): FillReals;
  /** The same law from standard normal scores, in place; its tables are built at the first call. */
  fromScores(): PlaceScores;
}

export type PlaceScores = (scores: Float64Array) => void;

const BYTES_OF_CODE = 2;
const BYTES_OF_DOUBLE = 8;

/** The law of a column, times `factor`; uniform ones spread over `bounds`. */
export function realDraw(
  distribution: Distribution,
  { low, high, factor }: { readonly low: number; readonly high: number; readonly factor: number },
): RealDraw {
  switch (distribution.name) {
    case 'uniform':
      return uniformDraw(low * factor, high * factor);
    case 'mixture': {
      const { components, weights = uniformWeights(components.length) } = distribution;
      const draws = components.map((component) => simpleDraw(component, factor));
      return { ...mixtureDraw(draws, weights), fromScores: scoredLaw(distribution, factor) };
    }
    default:
      return simpleDraw(distribution, factor);
  }
}

function simpleDraw(law: SimpleLaw, factor: number): RealDraw {
  if (law.name === 'uniform') return uniformDraw(law.loc * factor, (law.loc + law.scale) * factor);
  if (law.name === 'empirical') return { ...empiricalDraw(law, factor), fromScores: scoredLaw(law, factor) };
  return isCounting(law) ? wholeDraw(law, factor) : tableDraw(law, factor);
}

/** The quantiles of a law times `factor`, by score. */
function scoredLaw(distribution: Distribution, factor: number): () => PlaceScores {
  return lazyTable(() => {
    const valueAt = quantileAtScore(continuousLaw(distribution, { low: 0, high: 1 }));
    return scoreTable((score) => valueAt(score) * factor);
  });
}

function uniformDraw(low: number, high: number): RealDraw {
  const below = nextBelow(high);
  return {
    scratchBytesPerRow: 0,
    bind:
      ({ kernels }, key) =>
      (values, rowCount, rowStart) =>
        kernels.uniformF64(values, rowCount, key, rowStart, low, high),
    fromScores: lazyTable(() => {
      const place = scoreTable(quantileAtScore(uniformLaw({ loc: low, scale: high - low })));
      return (scores) => {
        place(scores);
        for (let i = 0; i < scores.length; i++) scores[i] = Math.min(Math.max(scores[i]!, low), below);
      };
    }),
  };
}

type KeyedDraw = Omit<RealDraw, 'fromScores'>;

/** By the quantile table of the law, which is built when first bound. */
function tableDraw(distribution: Distribution, factor: number): RealDraw {
  const quantiles = lazyTable(() => {
    const law = continuousLaw(distribution, { low: 0, high: 1 });
    return buildQuantileTable({
      lower: (p) => law.quantileLower(p) * factor,
      upper: (p) => law.quantileUpper(p) * factor,
    });
  });
  return {
    scratchBytesPerRow: 0,
    bind(session, key) {
      const { octaves, bytes } = quantiles();
      const table = session.placeTable(bytes);
      return (values, rowCount, rowStart) =>
        session.kernels.quantileF64(values, rowCount, key, rowStart, table, octaves);
    },
    fromScores: scoredLaw(distribution, factor),
  };
}

/** Whole numbers of a counting law, then times `factor`. */
function wholeDraw(distribution: Distribution, factor: number): RealDraw {
  const draw = tableDraw(distribution, 1);
  return {
    ...draw,
    bind(session, key) {
      const fill = draw.bind(session, key);
      return (values, rowCount, rowStart) => {
        fill(values, rowCount, rowStart);
        session.kernels.roundF64(values, rowCount, 1);
        if (factor !== 1) multiply(doublesAt(session, values, rowCount), factor);
      };
    },
    fromScores() {
      const place = draw.fromScores();
      return (scores) => {
        place(scores);
        for (let i = 0; i < scores.length; i++) scores[i] = roundHalfEven(scores[i]!) * factor;
      };
    },
  };
}

function multiply(values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
}

function empiricalDraw(law: EmpiricalLaw, factor: number): KeyedDraw {
  const pieces = piecesOf(law);
  if (pieces !== undefined) return piecesDraw(pieces, factor);
  const { values, weights } = atomsOf(law);
  return piecesDraw({ edges: values, weights }, factor);
}

/** A piece by its weight, then a place in it; as many edges as weights are single values. */
function piecesDraw({ edges, weights }: Pieces, factor: number): KeyedDraw {
  const starts = Float64Array.from(edges, (edge) => edge * factor);
  const isSingle = edges.length === weights.length;
  const widths = Float64Array.from(weights, (_, i) => (isSingle ? 0 : starts[i + 1]! - starts[i]!));
  const codes = lazyTable(() => chooseDraw(weights));
  return {
    scratchBytesPerRow: BYTES_OF_CODE,
    bind(session, key) {
      const pieceKey = bindSubstream(session, key, 0);
      const pieceAddress = pieceKey();
      const emitCodes = codes()(session, pieceAddress);
      return (values, rowCount, rowStart) => {
        pieceKey();
        session.kernels.uniformF64(values, rowCount, key, rowStart, 0, 1);
        const mark = session.mark();
        const chosen = session.allocate(rowCount * BYTES_OF_CODE);
        emitCodes(chosen, rowCount, rowStart);
        const places = doublesAt(session, values, rowCount);
        const pieces = codesAt(session, chosen, rowCount, weights.length);
        for (let i = 0; i < rowCount; i++) places[i] = starts[pieces[i]!]! + places[i]! * widths[pieces[i]!]!;
        session.release(mark);
      };
    },
  };
}

/** A part by its weight, then a value of it; every part has a stream of its own. */
function mixtureDraw(parts: readonly KeyedDraw[], weights: readonly number[]): KeyedDraw {
  const codes = lazyTable(() => chooseDraw(weights));
  const widest = Math.max(...parts.map((part) => part.scratchBytesPerRow));
  return {
    scratchBytesPerRow: BYTES_OF_CODE + BYTES_OF_DOUBLE + widest,
    bind(session, key) {
      const keys = [...parts.keys(), parts.length].map((index) => bindSubstream(session, key, index));
      const addresses = keys.map((refresh) => refresh());
      const emitCodes = codes()(session, addresses[parts.length]!);
      const fills = parts.map((part, index) => part.bind(session, addresses[index]!));
      return (values, rowCount, rowStart) => {
        for (const refresh of keys) refresh();
        const mark = session.mark();
        const chosen = session.allocate(rowCount * BYTES_OF_CODE);
        const part = session.allocate(rowCount * BYTES_OF_DOUBLE);
        emitCodes(chosen, rowCount, rowStart);
        for (const [index, fill] of fills.entries()) {
          fill(part, rowCount, rowStart);
          const [from, to] = [doublesAt(session, part, rowCount), doublesAt(session, values, rowCount)];
          const codesOfRows = codesAt(session, chosen, rowCount, weights.length);
          for (let i = 0; i < rowCount; i++) if (codesOfRows[i] === index) to[i] = from[i]!;
        }
        session.release(mark);
      };
    },
  };
}

function doublesAt({ bytes }: KernelSession, address: Address, count: number): Float64Array {
  return new Float64Array(bytes.buffer, address, count);
}

/** Codes as `chooseDraw` writes them. */
function codesAt({ bytes }: KernelSession, address: Address, count: number, size: number): Uint8Array | Uint16Array {
  return size <= 256 ? new Uint8Array(bytes.buffer, address, count) : new Uint16Array(bytes.buffer, address, count);
}
