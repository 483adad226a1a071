import { placeKey } from '../../columns/stream-scope.ts';
import { bindUniformDraws } from '../../columns/uniform-draws.ts';
import { parseIsoDatetime } from '../../contracts/iso-calendar.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';
import { numbersOf, valueAt } from './running.ts';

const MICROS = 1_000_000;
const MICROS_PER_DAY = 86_400 * MICROS;

/**
 * Instants that never fall within a group: the sum of gaps (seconds in another column; one below 0 counts as 0), or
 * regular steps of `every` seconds, each moved ahead by less than `jitter` of a step.
 */
export function compileEventTime(spec: PerKeySpec<'event_time'>, { name, scope, known }: PerKeyContext): PerKeyProgram {
  const fixed = known.has(spec.start) ? undefined : Number(parseIsoDatetime(spec.start)?.micros ?? 0n);
  const { gap, every = 0, jitter } = spec;
  return {
    type: { name: 'timestamp', unit: 'us', isUtc: true },
    bind(session) {
      const draw = jitter > 0 ? bindUniformDraws(session, placeKey(session, scope, name, 'value')) : undefined;
      let times = new Float64Array(1);
      return (page, { ordinals, slots, slotCount }, read) => {
        if (times.length < slotCount) times = new Float64Array(slotCount);
        const starts = fixed === undefined ? read(spec.start) : undefined;
        const unit = starts?.type === 'date' ? MICROS_PER_DAY : 1;
        const startAt = (row: number) => (starts === undefined ? fixed! : valueAt(numbersOf(starts), row) * unit);
        const values = new Float64Array(page.rowCount);
        const gaps = gap === undefined ? undefined : numbersOf(read(gap));
        draw?.(page, 0, values);
        for (let i = 0; i < page.rowCount; i++) {
          if (gaps === undefined) {
            values[i] = startAt(i) + Math.floor((ordinals[i]! + values[i]! * jitter) * every * MICROS);
            continue;
          }
          const before = ordinals[i] === 0 ? startAt(i) : times[slots[i]!]!;
          const now = before + Math.max(0, Math.round(valueAt(gaps, i) * MICROS));
          times[slots[i]!] = now;
          values[i] = now;
        }
        return { type: 'timestamp', values };
      };
    },
  };
}
