import { type GroupProgram, HIDDEN } from '../../columns/column-program.ts';
import { getEarlier } from '../../columns/earlier-columns.ts';
import { joinPresence } from '../../columns/presence.ts';
import { placeKey, type StreamScope } from '../../columns/stream-scope.ts';
import { fixedWidth } from '../../columns/value-program.ts';
import type { GroupOf } from '../../contracts/plan.ts';
import type { NumberValues } from '../../expressions/column-values.ts';
import { stampUuidTime } from '../../kinds/stamp-uuid-time.ts';
import type { KnownColumns } from './compile-derived.ts';
import { createColumnReader } from './read-column-values.ts';

const UUID_BYTES = 16;
const TIME_MS_MAX = 2 ** 48 - 1;
const UNITS_PER_MS = { timestamp: 1_000, date: 1 / 86_400_000 } as const;

/**
 * UUIDs of version 7 that begin with the instant in another column, to the millisecond: RFC 9562, section 5.7. An
 * instant before 1970 counts as the start of 1970; null where the instant is null.
 */
export function compileUuidFromTime(group: GroupOf<'derived'>, scope: StreamScope, known: KnownColumns): GroupProgram {
  const { column, position, reads } = group;
  const source = known.get(reads[0]!)!;
  const program = fixedWidth({ name: 'uuid' }, 'fixed16');
  const { type, layout, valueBytesMax } = program;
  return {
    columns: [
      {
        name: column.name,
        kind: column.kind,
        position: position ?? HIDDEN,
        type,
        layout,
        isNullable: source.isNullable,
        isDeltaFriendly: false,
        valueBytesMax,
      },
    ],
    scratchBytesPerRow: UUID_BYTES + 1,
    bind(session) {
      const key = placeKey(session, scope, column.name, 'value');
      const read = createColumnReader(session, source);
      return (page, earlier) => {
        const byteLength = page.rowCount * UUID_BYTES;
        const values = session.allocate(byteLength);
        session.kernels.uuidV4(values, page.rowCount, key, page.rowStart);
        const { vector } = getEarlier(earlier, source.name);
        const times = read(vector, page.rowCount) as NumberValues;
        const unit = UNITS_PER_MS[times.type as keyof typeof UNITS_PER_MS];
        const view = session.dataView;
        for (let i = 0; i < page.rowCount; i++) {
          const timeMs = Math.min(Math.max(Math.floor(times.values[i]! / unit), 0), TIME_MS_MAX);
          stampUuidTime(view, values + i * UUID_BYTES, timeMs);
        }
        const made = { layout, values, byteLength, nullCount: 0 };
        const { presence, nullCount } = vector;
        return [joinPresence(session, made, { nullCount, page, ...(presence !== undefined && { presence }) })];
      };
    },
  };
}
