import type { GroupProgram, PageRange } from '../columns/column-program.ts';
import { lazyTable } from '../columns/lazy-table.ts';
import { bindPresence } from '../columns/presence.ts';
import { placeKey, type StreamScope } from '../columns/stream-scope.ts';
import type { GroupOf } from '../contracts/plan.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { cholesky } from '../numerics/correlation-matrix.ts';
import { normalLaw } from '../random/distributions.ts';
import { buildQuantileTable } from '../random/quantile-table.ts';
import { outputColumn } from './compile-single.ts';
import { compileValues } from './value-compilers.ts';

const SCORE_BYTES = 8;
/** Rows whose scores of all columns stay in the cache while they are combined. */
const BLOCK_ROWS = 2_048;

const NORMAL_TABLE = lazyTable(() => {
  const { quantileLower, quantileUpper } = normalLaw({ loc: 0, scale: 1 });
  return buildQuantileTable({ lower: quantileLower, upper: quantileUpper });
});

/**
 * Columns joined by a Gaussian copula: independent normal scores, one stream per column, become correlated ones by the
 * Cholesky factor, and each column gives the values of its own law that stand for its scores. A column's scores depend
 * on the columns listed before it only.
 *
 * Source: Cario and Nelson 1997, "Modeling and generating random vectors with arbitrary marginal distributions".
 */
export function compileCorrelated({ columns, matrix }: GroupOf<'correlated'>, scope: StreamScope): GroupProgram {
  const factor = cholesky(matrix);
  invariant(factor !== undefined, 'the matrix of a normalised correlation is positive definite');
  const members = columns.map(({ column, position }) => {
    const program = compileValues(column as Parameters<typeof compileValues>[0]);
    return { column, program, output: outputColumn(column, position, program) };
  });
  return {
    columns: members.map(({ output }) => output),
    scratchBytesPerRow: members.reduce((sum, { program }) => sum + program.scratchBytesPerRow + SCORE_BYTES + 1, 0),
    bind(session) {
      const emitScores = bindScores(
        session,
        columns.map(({ column }) => placeKey(session, scope, column.name, 'score')),
        factor,
      );
      const emitters = members.map(({ column, program }) => {
        invariant(program.bindScores !== undefined, 'a normalised correlation has columns with an order only');
        const { layout } = program;
        return { layout, emitValues: program.bindScores(session), emitPresence: bindPresence(session, scope, column) };
      });
      return (page) => {
        const scores = emitScores(page);
        return emitters.map(({ layout, emitValues, emitPresence }, index) => ({
          layout,
          ...emitValues(scores[index]!, page.rowCount),
          ...emitPresence(page),
        }));
      };
    },
  };
}

function bindScores(session: KernelSession, keys: readonly Address[], factor: readonly (readonly number[])[]) {
  const { octaves, bytes } = NORMAL_TABLE();
  const table = session.placeTable(bytes);
  return ({ rowStart, rowCount }: PageRange): Address[] => {
    const addresses = keys.map((key) => {
      const scores = session.allocate(rowCount * SCORE_BYTES);
      session.kernels.quantileF64(scores, rowCount, key, rowStart, table, octaves);
      return scores;
    });
    const { buffer } = session.bytes;
    combine(
      addresses.map((address) => new Float64Array(buffer, address, rowCount)),
      factor,
    );
    return addresses;
  };
}

/** Each row of independent scores times the lower triangle, in place: from the last column on, none is needed once replaced. */
function combine(scores: readonly Float64Array[], factor: readonly (readonly number[])[]): void {
  const rowCount = scores[0]?.length ?? 0;
  for (let start = 0; start < rowCount; start += BLOCK_ROWS) {
    const blocks = scores.map((column) => column.subarray(start, start + BLOCK_ROWS));
    for (let i = blocks.length - 1; i > 0; i--) {
      const sum = blocks[i]!;
      const own = factor[i]![i]!;
      for (let row = 0; row < sum.length; row++) sum[row]! *= own;
      for (let j = 0; j < i; j++) {
        const share = factor[i]![j]!;
        if (share !== 0) addMultiple(sum, blocks[j]!, share);
      }
    }
  }
}

function addMultiple(sum: Float64Array, column: Float64Array, share: number): void {
  for (let row = 0; row < sum.length; row++) sum[row]! += share * column[row]!;
}
