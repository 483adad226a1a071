import type { PageRange } from '../columns/column-program.ts';
import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

const UUID_BYTES = 16;
const MICROS_PER_MS = 1_000n;
const TWO_TO_16 = 65_536;
/** What turns a version of 4 into 7, in the upper half of byte 6. */
const VERSION_4_TO_7 = 0x30;

/** UUIDs of RFC 9562: random ones (version 4), or ones that start with a time and rise with the row (version 7). */
export function compileUuid(spec: SpecOf<'uuid'>): ValueProgram {
  const writeTimes = spec.version === 7 ? timesOf(spec) : undefined;
  return {
    ...fixedWidth({ name: 'uuid' }, 'fixed16'),
    bind: (session, key) => (page) => {
      const byteLength = page.rowCount * UUID_BYTES;
      const values = session.allocate(byteLength);
      session.kernels.uuidV4(values, page.rowCount, key, page.rowStart);
      writeTimes?.(session, values, page);
      return { values, byteLength };
    },
  };
}

/** Writes start + row x step over the first 48 bits of random UUIDs, big-endian, and the version behind them. */
function timesOf({ start, step_ms: stepMs }: SpecOf<'uuid'>) {
  const startMicros = start === undefined ? undefined : parseIsoDatetime(start)?.micros;
  invariant(startMicros !== undefined && stepMs !== undefined, 'a normalised column of version 7 has times');
  const startMs = Number(startMicros / MICROS_PER_MS);
  return ({ dataView: view }: KernelSession, values: Address, { rowStart, rowCount }: PageRange) => {
    for (let i = 0; i < rowCount; i++) {
      const at = values + i * UUID_BYTES;
      const timeMs = startMs + (rowStart + i) * stepMs;
      view.setUint32(at, Math.floor(timeMs / TWO_TO_16));
      view.setUint16(at + 4, timeMs % TWO_TO_16);
      view.setUint8(at + 6, view.getUint8(at + 6) ^ VERSION_4_TO_7);
    }
  };
}
