import type { KeyScope } from '../columns/stream-scope.ts';
import type { ForeignKeySpec } from '../contracts/foreign-key.ts';
import { LIMITS } from '../contracts/limits.ts';
import type { PlannedChildren } from '../contracts/plan.ts';
import { AppError } from '../errors/app-error.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import {
  BLOCK_PARENTS,
  compileChildrenDraws,
  type DrawChildren,
  type OwningRule,
  rowsUpTo,
} from '../relations/children-draws.ts';
import { hashBlockSums } from './block-sums.ts';
import { borrowSession } from './planning-session.ts';

/** Planning makes every parent's draw, a few ns each: some seconds in all. */
const PARENTS_MAX = 2 ** 30;
/** Beside the scratch of one block's draws. */
const SPARE_BYTES = 65_536;

export interface CountedChildren {
  readonly children: PlannedChildren;
  /** Those that `children` names. */
  readonly sums: Float64Array;
  /** Rows of the child table. */
  readonly numRecords: number;
}

export interface Counting {
  /** Of the child's streams. */
  readonly scope: KeyScope;
  /** Rows of the parent table. */
  readonly parents: number;
}

/**
 * Adds up the children of all parents, block by block: what a worker needs to find the parent of a row without the
 * parents. Yields after every block, so that a server can do something else meanwhile. Throws PLAN_TOO_LARGE naming the
 * numbers, and INVALID_SPEC where a fixed total has no parent to go to.
 */
export function* countChildren(
  key: ForeignKeySpec,
  rule: OwningRule,
  { scope, parents }: Counting,
): Generator<void, CountedChildren> {
  const table = scope.tableName;
  if (parents > PARENTS_MAX)
    throw new AppError(
      'PLAN_TOO_LARGE',
      `${table}: the owning key "${key.name}" has ${parents} parents, the limit is ${PARENTS_MAX}; draw the key instead (no "children")`,
    );
  const { session, giveBack } = borrowSession();
  try {
    const draw = bindDraws(session, compileChildrenDraws(key, rule, scope));
    const { sums, most } = yield* sumBlocks(draw, rule, parents);
    const sum = sums.at(-1)!;
    const { total } = rule.children;
    const counted = { sums, children: { parents, block_sums: hashBlockSums(sums), most } };
    if (total === undefined) {
      requireRows(table, sum);
      return { ...counted, numRecords: sum };
    }
    if (total > 0 && sum === 0) throw noParentFor(total, { table, key, parents });
    const mostOfTotal = yield* mostShared(draw, rule, { parents, sum });
    return { ...counted, numRecords: total, children: { ...counted.children, most: mostOfTotal } };
  } finally {
    giveBack();
  }
}

/** The sums alone, once more: what a plan names and nobody has kept. Yields after every block. */
export function* sumChildren(
  key: ForeignKeySpec,
  rule: OwningRule,
  { scope, parents }: Counting,
): Generator<void, Float64Array> {
  const { session, giveBack } = borrowSession();
  try {
    const draw = bindDraws(session, compileChildrenDraws(key, rule, scope));
    return (yield* sumBlocks(draw, rule, parents)).sums;
  } finally {
    giveBack();
  }
}

/** Draws of the parents [start, start + count), at most BLOCK_PARENTS: valid until the next call. */
type DrawBlock = (start: number, count: number) => Float64Array;

/** Places the draws of one key in a session that holds nothing else. */
function bindDraws(session: KernelSession, program: ReturnType<typeof compileChildrenDraws>): DrawBlock {
  const drawn = new Float64Array(BLOCK_PARENTS);
  const draw: DrawChildren = program.bind(session);
  session.reserveScratch(program.scratchBytes + SPARE_BYTES);
  return (start, count) => {
    const block = drawn.subarray(0, count);
    draw(start, block);
    return block;
  };
}

/** The draws before each block, at the end those of all, and the largest draw. */
function* sumBlocks(
  draw: DrawBlock,
  rule: OwningRule,
  parents: number,
): Generator<void, { sums: Float64Array; most: number }> {
  const blocks = Math.ceil(parents / BLOCK_PARENTS);
  const sums = new Float64Array(blocks + 1);
  let most = 0;
  for (let index = 0; index < blocks; index++) {
    const start = index * BLOCK_PARENTS;
    const block = draw(start, Math.min(BLOCK_PARENTS, parents - start));
    sums[index + 1] = sums[index]! + sumOf(block);
    if (most < rule.children.max) most = Math.max(most, largestOf(block));
    yield;
  }
  return { sums, most };
}

/**
 * Whole numbers, so that the order of adding does not matter: four sums side by side need not wait for each other. A
 * function of its own: engines make slow loops of those inside a generator.
 */
function sumOf(values: Float64Array): number {
  let [a, b, c, d, i] = [0, 0, 0, 0, 0];
  for (; i + 3 < values.length; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  for (; i < values.length; i++) a += values[i]!;
  return a + b + c + d;
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > largest) largest = values[i]!;
  return largest;
}

/** The most rows that one parent gets of a fixed total. */
function* mostShared(
  draw: DrawBlock,
  rule: OwningRule,
  { parents, sum }: { readonly parents: number; readonly sum: number },
): Generator<void, number> {
  let [before, most] = [0, 0];
  for (let start = 0; start < parents && sum > 0; start += BLOCK_PARENTS) {
    const block = draw(start, Math.min(BLOCK_PARENTS, parents - start));
    most = Math.max(
      most,
      largestShare(block, before, (upTo) => rowsUpTo(upTo, rule, sum)),
    );
    before += sumOf(block);
    yield;
  }
  return most;
}

/** The most rows of one parent of a block, with so many draws before it. */
function largestShare(draws: Float64Array, before: number, endOf: (upTo: number) => number): number {
  let [upTo, end, most] = [before, endOf(before), 0];
  for (let i = 0; i < draws.length; i++) {
    upTo += draws[i]!;
    const next = endOf(upTo);
    if (next - end > most) most = next - end;
    end = next;
  }
  return most;
}

function requireRows(table: string, rows: number): void {
  if (rows <= LIMITS.rows) return;
  throw new AppError('PLAN_TOO_LARGE', `${table} would have ${rows} rows, the limit is ${LIMITS.rows}`);
}

function noParentFor(
  total: number,
  { table, key, parents }: { readonly table: string; readonly key: ForeignKeySpec; readonly parents: number },
): AppError {
  const message = `${total} rows have no parent to go to: all ${parents} parents of "${key.name}" draw 0 children`;
  const remedy = parents === 0 ? `give ${key.references} rows` : 'give children a min of 1';
  return new AppError('INVALID_SPEC', `${table}: ${message}`, {
    issues: [{ path: `tables.${table}`, code: 'CONFLICT', message, remedy }],
  });
}
