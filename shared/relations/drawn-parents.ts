import type { PageRange } from '../columns/column-program.ts';
import { placeKey, type StreamScope } from '../columns/stream-scope.ts';
import type { ForeignKeySpec, ParentChoice } from '../contracts/foreign-key.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { buildAliasTable } from '../random/alias-table.ts';
import { bindZipfRanks, ZIPF_BYTES_PER_ROW, zipfLaw } from './zipf-ranks.ts';

/** Fills one parent row per row of the page; scratch that it takes is given back. */
export type DrawParents = (page: PageRange, out: Float64Array) => void;

/** Scratch bytes per row while parents are drawn. */
export const DRAW_BYTES_PER_ROW = ZIPF_BYTES_PER_ROW;
const TWO_32 = 2 ** 32;

/** Parents of a key that does not own its rows: one draw per row, whatever the other rows have. None where there is no parent. */
export function bindDrawnParents(
  session: KernelSession,
  key: ForeignKeySpec,
  { scope, choose, parents }: { scope: StreamScope; choose: ParentChoice; parents: number },
): DrawParents {
  if (parents === 0) return (_page, out) => out.fill(-1);
  const stream = placeKey(session, scope, key.name, 'parent');
  switch (choose.name) {
    case 'uniform':
      return uniformParents(session, stream, parents);
    case 'zipf':
      return bindZipfRanks(session, stream, zipfLaw(choose.a, parents));
    case 'weighted':
      return weightedParents(session, stream, choose.weights);
  }
}

function uniformParents(session: KernelSession, key: Address, parents: number): DrawParents {
  if (parents > TWO_32) return wideParents(session, key, parents);
  return ({ rowStart, rowCount }, out) => {
    const mark = session.mark();
    const at = session.allocate(rowCount * 4);
    session.kernels.uniformI32(at, rowCount, key, rowStart, 0, parents);
    out.set(new Uint32Array(session.bytes.buffer, at, rowCount));
    session.release(mark);
  };
}

/** The same for any number of parents. */
function wideParents(session: KernelSession, key: Address, parents: number): DrawParents {
  return ({ rowStart, rowCount }, out) => {
    const mark = session.mark();
    const at = session.allocate(rowCount * 8);
    session.kernels.uniformI64(at, rowCount, key, rowStart, 0n, BigInt(parents));
    const words = new Uint32Array(session.bytes.buffer, at, rowCount * 2);
    for (let i = 0; i < rowCount; i++) out[i] = words[2 * i]! + words[2 * i + 1]! * TWO_32;
    session.release(mark);
  };
}

/** Weights beyond the first 65,536 parents do not exist: planning has compared the counts. */
function weightedParents(session: KernelSession, key: Address, weights: readonly number[]): DrawParents {
  const table = session.placeTable(buildAliasTable(weights).bytes);
  return ({ rowStart, rowCount }, out) => {
    const mark = session.mark();
    const codes = session.allocate(rowCount * 2);
    session.kernels.aliasCodesWide(codes, rowCount, key, rowStart, table, weights.length);
    out.set(new Uint16Array(session.bytes.buffer, codes, rowCount));
    session.release(mark);
  };
}

/** Row r has one of the r rows before it, all equally likely (to r * 2^-53); row 0 has none. */
export function bindEarlierRows(session: KernelSession, key: ForeignKeySpec, scope: StreamScope): DrawParents {
  const stream = placeKey(session, scope, key.name, 'parent');
  return ({ rowStart, rowCount }, out) => {
    const mark = session.mark();
    const at = session.allocate(rowCount * 8);
    session.kernels.uniformF64(at, rowCount, stream, rowStart, 0, 1);
    const uniform = new Float64Array(session.bytes.buffer, at, rowCount);
    for (let i = 0; i < rowCount; i++) {
      const before = rowStart + i;
      out[i] = before === 0 ? -1 : Math.min(Math.floor(uniform[i]! * before), before - 1);
    }
    session.release(mark);
  };
}

/** Puts -1 where a row has no parent at all, at the share of `optional`. */
export function bindOrphans(session: KernelSession, key: ForeignKeySpec, scope: StreamScope): DrawParents {
  if (key.optional === 0) return () => undefined;
  const stream = placeKey(session, scope, key.name, 'optional');
  const threshold = Math.round(key.optional * TWO_32);
  return ({ rowStart, rowCount }, out) => {
    const mark = session.mark();
    const at = session.allocate(rowCount);
    session.kernels.booleanBytes(at, rowCount, stream, rowStart, threshold);
    const { bytes } = session;
    for (let i = 0; i < rowCount; i++) if (bytes[at + i] === 1) out[i] = -1;
    session.release(mark);
  };
}
