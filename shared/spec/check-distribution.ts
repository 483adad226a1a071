import type { Distribution, EmpiricalLaw, SimpleLaw } from '../contracts/distribution.ts';
import type { ColumnFault } from './check-column.ts';
import { weightFaults } from './check-weights.ts';

/** Laws of whole numbers. */
const COUNTING: readonly string[] = ['poisson', 'binomial', 'geometric', 'negative_binomial', 'zipf'];

/** What is wrong with the law of a numeric column, bounds included (numbers, or `undefined` for none). */
export function distributionFaults(
  law: Distribution,
  bounds: { readonly min?: number | undefined; readonly max?: number | undefined },
): ColumnFault[] {
  if (law.name === 'mixture')
    return [
      ...weightFaults(law.weights, law.components.length, 'distribution.weights'),
      ...law.components.flatMap((component, i) => lawFaults(component, `distribution.components[${i}]`)),
    ];
  return [...lawFaults(law, 'distribution'), ...wholeBoundFaults(law, bounds)];
}

function lawFaults(law: SimpleLaw | Exclude<Distribution, { name: 'mixture' }>, path: string): ColumnFault[] {
  if (law.name === 'empirical') return empiricalFaults(law, path);
  if (law.name !== 'zipf' || law.n !== undefined || law.a > 1) return [];
  const message = `without n the probabilities k^-${law.a} have no sum`;
  const remedy = 'use a above 1, or give n, the largest value';
  return [{ member: `${path}.a`, code: 'OUT_OF_RANGE', message, value: law.a, bound: 1, remedy }];
}

/** Values beyond the bounds become the bound, which must then be a whole number, too. */
function wholeBoundFaults(
  law: Distribution,
  { min = -Infinity, max = Infinity }: { readonly min?: number | undefined; readonly max?: number | undefined },
): ColumnFault[] {
  if (!COUNTING.includes(law.name) || Math.ceil(min) <= Math.floor(max)) return [];
  const message = `no whole number lies within ${min} to ${max}, and ${law.name} gives no others`;
  return [{ member: 'max', code: 'EMPTY_RANGE', message, value: max, bound: min, remedy: 'widen the range' }];
}

const EMPIRICAL_FORMS = 'give values (with weights), or quantiles, or edges with counts';

function empiricalFaults(law: EmpiricalLaw, path: string): ColumnFault[] {
  const { values, weights, quantiles, edges, counts } = law;
  const forms = [values, quantiles, edges].filter((form) => form !== undefined).length;
  const isStray = (weights !== undefined && values === undefined) || (counts !== undefined) !== (edges !== undefined);
  if (forms !== 1 || isStray) {
    const message = 'an empirical law has one form';
    return [{ member: path, code: 'CONFLICT', message, remedy: EMPIRICAL_FORMS }];
  }
  if (values !== undefined) return weightFaults(weights, values.length, `${path}.weights`);
  if (quantiles !== undefined) return orderFaults(quantiles, `${path}.quantiles`, false);
  const bins = (edges?.length ?? 1) - 1;
  return [...orderFaults(edges ?? [], `${path}.edges`, true), ...weightFaults(counts, bins, `${path}.counts`)];
}

/** Rising, or at least never falling. */
function orderFaults(values: readonly number[], path: string, isStrict: boolean): ColumnFault[] {
  const at = values.findIndex((value, i) => i > 0 && !(isStrict ? value > values[i - 1]! : value >= values[i - 1]!));
  if (at < 0) return [];
  const message = `must be ${isStrict ? 'above' : 'at least'} the value before it, ${values[at - 1]}`;
  return [{ member: `${path}[${at}]`, code: 'OUT_OF_RANGE', message, value: values[at], remedy: 'sort the list' }];
}
