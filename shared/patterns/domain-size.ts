import type { ColumnSpec, SpecOf } from '../contracts/column-spec.ts';
import { parseUnscaled } from '../contracts/decimal-text.ts';
import { parseIsoDate, parseIsoDatetime, parseIsoTime } from '../contracts/iso-calendar.ts';
import { invariant } from '../errors/invariant.ts';
import { binaryNode, stringNode } from './string-node.ts';
import { rankedWays } from './text-node.ts';

/**
 * How many rows a column marked `unique` can serve: the values of its domain. `undefined` where nothing bounds them
 * (columns that are not so marked, random uuids). For columns whose own members make sense.
 */
export function domainSize(column: ColumnSpec): bigint | undefined {
  if (!('unique' in column) || column.unique !== true) return undefined;
  switch (column.kind) {
    case 'integer':
    case 'long':
      return BigInt(column.max) - BigInt(column.min) + 1n;
    case 'decimal':
      return span(parseUnscaled(column.min, column.scale), parseUnscaled(column.max, column.scale)) + 1n;
    case 'date':
      return span(parseIsoDate(column.min), parseIsoDate(column.max)) + 1n;
    case 'time':
      return span(parseIsoTime(column.min), parseIsoTime(column.max));
    case 'datetime':
      return datetimeTicks(column);
    case 'category':
      return BigInt(column.values.length);
    case 'string':
      return BigInt(rankedWays(stringNode(column)));
    case 'binary':
      return BigInt(rankedWays(binaryNode(column)));
    case 'uuid':
      return undefined;
  }
}

function datetimeTicks({ min, max, unit }: SpecOf<'datetime'>): bigint {
  return span(parseIsoDatetime(min)?.micros, parseIsoDatetime(max)?.micros) / (unit === 'ms' ? 1_000n : 1n);
}

function span(low: number | bigint | undefined, high: number | bigint | undefined): bigint {
  invariant(low !== undefined && high !== undefined, 'bounds of a checked column can be read');
  return BigInt(high) - BigInt(low);
}
