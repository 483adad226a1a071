import type { SequenceLaw } from '../columns/column-program.ts';
import type { Vector } from '../columns/vector.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** A sequence's values at any rows, i64, without a call per row; -1 gives a null where `hasNulls`. */
export function emitSequenceRows(
  session: KernelSession,
  rows: Float64Array,
  { law, hasNulls }: { readonly law: SequenceLaw; readonly hasNulls: boolean },
): Vector {
  const byteLength = rows.length * 8;
  const values = session.allocate(byteLength);
  if (law.isSafe) fillSafe(session, values, rows, law);
  else fillExact(new BigInt64Array(session.bytes.buffer, values, rows.length), rows, law);
  if (!hasNulls) return { layout: 'i64', values, byteLength, nullCount: 0 };
  const presence = session.allocate(rows.length);
  const present = new Uint8Array(session.bytes.buffer, presence, rows.length);
  let nullCount = 0;
  for (let i = 0; i < rows.length; i++) {
    present[i] = rows[i]! < 0 ? 0 : 1;
    if (rows[i]! < 0) nullCount++;
  }
  return { layout: 'i64', values, byteLength, presence, nullCount };
}

/** All values are exact doubles: made as such and converted in place, many times as fast as BigInt. */
function fillSafe(session: KernelSession, at: number, rows: Float64Array, law: SequenceLaw): void {
  const [start, step] = [Number(law.start), Number(law.step)];
  const reals = new Float64Array(session.bytes.buffer, at, rows.length);
  for (let i = 0; i < rows.length; i++) reals[i] = start + rows[i]! * step;
  session.kernels.roundToI64(at, at, rows.length, INT64_MIN, INT64_MAX);
}

function fillExact(values: BigInt64Array, rows: Float64Array, { start, step }: SequenceLaw): void {
  for (let i = 0; i < rows.length; i++) values[i] = start + BigInt(rows[i]!) * step;
}
