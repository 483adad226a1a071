import { BLOCK_PARENTS, compileChildrenDraws, type OwningRule, rowsUpTo } from '../columns/children-draws.ts';
import type { StreamScope } from '../columns/stream-scope.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import { LIMITS } from '../contracts/limits.ts';
import type { PlannedChildren } from '../contracts/plan.ts';
import { AppError } from '../errors/app-error.ts';
import { KernelSession } from '../kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../kernels/wasm-kernels.ts';

/** Planning makes every parent's draw once, a few ns each. */
const PARENTS_MAX = 2 ** 31;

export interface CountedChildren {
  readonly children: PlannedChildren;
  /** Rows of the child table. */
  readonly numRecords: number;
}

/**
 * Adds up the children of all parents, block by block: what a worker needs to find the parent of a row without the
 * parents. Throws PLAN_TOO_LARGE naming the numbers, and INVALID_SPEC where a fixed total has no parent to go to.
 */
export function countChildren(
  key: ForeignKeySpec,
  rule: OwningRule,
  { scope, parents }: { readonly scope: StreamScope; readonly parents: number },
): CountedChildren {
  if (parents > PARENTS_MAX)
    throw new AppError(
      'PLAN_TOO_LARGE',
      `${scope.tableName}: the owning key "${key.name}" has ${parents} parents, the limit is ${PARENTS_MAX}; draw the key instead (no "children")`,
    );
  const children = { parents, block_ends: sumBlocks(key, rule, { scope, parents }) };
  const sum = children.block_ends.at(-1) ?? 0;
  const { total } = rule.children;
  if (total !== undefined && total > 0 && sum === 0)
    throw new AppError(
      'INVALID_SPEC',
      `${scope.tableName}: ${total} rows have no parent to go to: all ${parents} parents of "${key.name}" draw 0 children`,
    );
  const numRecords = total ?? rowsUpTo(sum, rule, sum);
  if (numRecords > LIMITS.rows)
    throw new AppError(
      'PLAN_TOO_LARGE',
      `${scope.tableName} would have ${numRecords} rows, the limit is ${LIMITS.rows}`,
    );
  return { children, numRecords };
}

function sumBlocks(
  key: ForeignKeySpec,
  rule: OwningRule,
  { scope, parents }: { readonly scope: StreamScope; readonly parents: number },
): number[] {
  const session = new KernelSession(createWasmKernels(compileKernels()));
  const program = compileChildrenDraws(key, rule, scope);
  const draw = program.bind(session);
  session.reserveScratch(program.scratchBytes + 65_536);
  const drawn = new Float64Array(BLOCK_PARENTS);
  const ends: number[] = [];
  let sum = 0;
  for (let start = 0; start < parents; start += BLOCK_PARENTS) {
    const block = drawn.subarray(0, Math.min(BLOCK_PARENTS, parents - start));
    draw(start, block);
    for (const children of block) sum += children;
    ends.push(sum);
  }
  return ends;
}
