import type { SpecOf } from '../contracts/column-spec.ts';
import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import type { ColumnFault } from './check-column.ts';

/** RFC 9562, section 5.7: milliseconds since 1970 in 48 bits. */
const TIME_MS_MAX = 2n ** 48n - 1n;

/** Only version 7 has times, and its last row's must fit in 48 bits. */
export function checkUuid(column: SpecOf<'uuid'>, numRecords: number): ColumnFault[] {
  const { start, step_ms: stepMs } = column;
  if (column.version !== 7)
    return (['start', 'step_ms', 'time_from'] as const)
      .filter((member) => column[member] !== undefined)
      .map((member) => ({
        member,
        code: 'CONFLICT',
        message: 'UUIDs of version 4 hold no time',
        remedy: `use version 7 or leave out ${member}`,
      }));
  if (column.time_from !== undefined)
    return (['start', 'step_ms'] as const)
      .filter((member) => column[member] !== undefined)
      .map((member) => ({
        member,
        code: 'CONFLICT',
        message: `time_from and ${member} exclude each other`,
        remedy: 'keep one',
      }));
  const first = start === undefined ? undefined : parseIsoDatetime(start)?.micros;
  if (first === undefined || first < 0n || first % 1_000n !== 0n)
    return [{ member: 'start', code: 'BAD_FORMAT', message: 'must be a millisecond from 1970 on', value: start }];
  const last = first / 1_000n + BigInt(Math.max(numRecords - 1, 0)) * BigInt(stepMs ?? 0);
  if (last <= TIME_MS_MAX) return [];
  const message = `the time of the last of ${numRecords} rows, ${last} ms, does not fit in 48 bits`;
  return [{ member: 'step_ms', code: 'OUT_OF_RANGE', message, value: stepMs, remedy: 'use a smaller step_ms' }];
}
