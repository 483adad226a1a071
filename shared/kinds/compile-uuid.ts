import type { PageRange } from '../columns/column-program.ts';
import { fixedWidth, type ValueProgram } from '../columns/value-program.ts';
import type { SpecOf } from '../contracts/column-spec.ts';
import { parseIsoDatetime } from '../contracts/iso-calendar.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { stampUuidTime } from './stamp-uuid-time.ts';

const UUID_BYTES = 16;
const MICROS_PER_MS = 1_000n;

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

/** Writes start + row x step into random UUIDs. */
function timesOf({ start, step_ms: stepMs }: SpecOf<'uuid'>) {
  const startMicros = start === undefined ? undefined : parseIsoDatetime(start)?.micros;
  invariant(startMicros !== undefined && stepMs !== undefined, 'a normalised column of version 7 has times');
  const startMs = Number(startMicros / MICROS_PER_MS);
  return ({ dataView: view }: KernelSession, values: Address, { rowStart, rowCount }: PageRange) => {
    for (let i = 0; i < rowCount; i++) stampUuidTime(view, values + i * UUID_BYTES, startMs + (rowStart + i) * stepMs);
  };
}
