import type { ColumnFault } from './check-column.ts';

/** What is wrong with a list of weights, if there is one, for so many things. */
export function weightFaults(weights: readonly number[] | undefined, count: number, member: string): ColumnFault[] {
  if (weights === undefined) return [];
  if (weights.length !== count) {
    const message = `there are ${weights.length} weights for ${count} values`;
    return [{ member, code: 'WEIGHTS_MISMATCH', message, bound: count }];
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum > 0 && Number.isFinite(sum)) return [];
  const message = `the weights add up to ${sum}`;
  return [{ member, code: 'WEIGHTS_SUM', message, remedy: 'give at least one value a weight above 0' }];
}
