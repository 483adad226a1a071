import type { ColumnSpec } from '../contracts/column-spec.ts';
import { domainSize } from '../patterns/domain-size.ts';
import type { ColumnFault } from './check-column.ts';

/** Whether a column marked `unique`, sound otherwise, can give every row of the table a value of its own. */
export function checkUnique(column: ColumnSpec, numRecords: number): ColumnFault[] {
  if (!('unique' in column) || column.unique !== true) return [];
  const uneven = unevenMember(column);
  if (uneven !== undefined)
    return [
      {
        member: uneven,
        code: 'CONFLICT',
        message: `unique values are all equally likely, so ${uneven} has nothing to decide`,
        remedy: `leave out ${uneven} or unique`,
      },
    ];
  const size = domainSize(column);
  if (size === undefined || size >= BigInt(numRecords)) return [];
  return [domainFault(column, size, numRecords)];
}

function unevenMember(column: ColumnSpec): string | undefined {
  if ('distribution' in column && column.distribution.name !== 'uniform') return 'distribution';
  if ('business_days' in column && column.business_days) return 'business_days';
  if ('seasonality' in column && column.seasonality !== undefined) return 'seasonality';
  return column.kind === 'category' && column.weights !== undefined ? 'weights' : undefined;
}

function domainFault(column: ColumnSpec, size: bigint, numRecords: number): ColumnFault {
  return {
    member: 'unique',
    code: 'DOMAIN_TOO_SMALL',
    message: `the domain holds ${size} values, the table has ${numRecords} rows`,
    value: numRecords,
    bound: Number(size),
    remedy: `${WIDENING[column.kind] ?? 'widen min and max'}, or make fewer rows`,
  };
}

const WIDENING: { readonly [Kind in ColumnSpec['kind']]?: string } = {
  binary: 'raise max_length',
  category: 'name more values',
  string: 'raise max_length, lengthen the alphabet or widen the pattern',
};
