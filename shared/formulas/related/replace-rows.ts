import type { OutputColumn, PageRange } from '../../columns/column-program.ts';
import { textOffsets } from '../../columns/gather-vector.ts';
import { LAYOUT_BYTES } from '../../columns/value-program.ts';
import type { Vector } from '../../columns/vector.ts';
import { invariant } from '../../errors/invariant.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { Address } from '../../kernels/kernels.ts';

/** A column of a page some of whose rows get other values. */
export interface ReplacedColumn {
  /** Rows of the page take their values from rows of `source`, a vector of the same column. */
  take(source: Vector, taken: TakenRows): void;
  finish(): Vector;
}

/** Row `to[i]` of the page takes its value from row `from[i]` of the source. */
export interface TakenRows {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

interface Replacement {
  readonly column: OutputColumn;
  readonly vector: Vector;
  readonly page: PageRange;
}

/** Scratch is allocated at once: text is written anew at the end, presence may come to be needed. */
export function startReplacing(session: KernelSession, replacement: Replacement): ReplacedColumn {
  const presence = replacement.column.isNullable ? replacePresence(session, replacement) : undefined;
  const values =
    replacement.column.layout === 'text' ? replaceText(session, replacement) : replaceFixed(session, replacement);
  return {
    take(source, taken) {
      values.take(source, taken);
      presence?.take(source, taken);
    },
    finish: () => ({ ...values.finish(), ...presence?.finish() }),
  };
}

function replacePresence(session: KernelSession, { vector, page: { rowCount } }: Replacement) {
  const presence = session.allocate(rowCount);
  const { bytes } = session;
  if (vector.presence === undefined) bytes.fill(1, presence, presence + rowCount);
  else bytes.copyWithin(presence, vector.presence, vector.presence + rowCount);
  let { nullCount } = vector;
  return {
    take(source: Vector, { from, to }: TakenRows): void {
      for (let i = 0; i < to.length; i++) {
        const isPresent = source.presence === undefined ? 1 : bytes[source.presence + from[i]!]!;
        nullCount += bytes[presence + to[i]!]! - isPresent;
        bytes[presence + to[i]!] = isPresent;
      }
    },
    finish: () => ({ presence, nullCount }),
  };
}

function replaceFixed(session: KernelSession, { vector }: Replacement): ReplacedColumn {
  const { layout, values } = vector;
  invariant(layout !== 'text' && layout !== 'nested', 'text and nested columns have no fixed width');
  const { bytes } = session;
  const take = layout === 'bits' ? takeBits(bytes, values) : takeElements(bytes, values, LAYOUT_BYTES[layout]);
  return { take: (source, taken) => take(source.values, taken), finish: () => vector };
}

type TakeValues = (source: Address, taken: TakenRows) => void;

/** Element by element where a machine word holds one, else as several words; blocks of scratch are aligned. */
function takeElements({ buffer }: Uint8Array, values: Address, width: number): TakeValues {
  const wordBytes = Math.min(width, 4);
  const length = Math.floor(buffer.byteLength / wordBytes);
  const words =
    wordBytes === 1
      ? new Uint8Array(buffer)
      : wordBytes === 2
        ? new Uint16Array(buffer, 0, length)
        : new Uint32Array(buffer, 0, length);
  const perElement = width / wordBytes;
  const out = values / wordBytes;
  return (source, { from, to }) => {
    const input = source / wordBytes;
    if (perElement === 1) for (let i = 0; i < to.length; i++) words[out + to[i]!] = words[input + from[i]!]!;
    else
      for (let i = 0; i < to.length; i++)
        for (let word = 0; word < perElement; word++)
          words[out + to[i]! * perElement + word] = words[input + from[i]! * perElement + word]!;
  };
}

function takeBits(bytes: Uint8Array, values: Address): TakeValues {
  return (source, { from, to }) => {
    for (let i = 0; i < to.length; i++) {
      const bit = (bytes[source + (from[i]! >>> 3)]! >>> (from[i]! & 7)) & 1;
      const at = values + (to[i]! >>> 3);
      bytes[at] = (bytes[at]! & ~(1 << (to[i]! & 7))) | (bit << (to[i]! & 7));
    }
  };
}

/** Entries that came later lie aside until the end: they are longer or shorter than those whose place they take. */
function replaceText(session: KernelSession, { column, vector, page: { rowCount } }: Replacement): ReplacedColumn {
  const out = session.allocate(rowCount * column.valueBytesMax);
  /** Per row where its entry lies aside, from `starts` on to `ends`; 0 to 0: nowhere. */
  const [starts, ends] = [new Uint32Array(rowCount), new Uint32Array(rowCount)];
  let aside = new Uint8Array(4_096);
  let used = 0;
  return {
    take(source, { from, to }) {
      const offsets = textOffsets(session, source);
      const { bytes } = session;
      for (let i = 0; i < to.length; i++) {
        const [start, end] = [source.values + offsets[from[i]!]!, source.values + offsets[from[i]! + 1]!];
        if (used + end - start > aside.length) aside = grown(aside, used + end - start);
        aside.set(bytes.subarray(start, end), used);
        starts[to[i]!] = used;
        used += end - start;
        ends[to[i]!] = used;
      }
    },
    finish() {
      if (used === 0) return vector;
      const { bytes } = session;
      const before = textOffsets(session, vector);
      let at = out;
      for (let row = 0; row < rowCount; row++) {
        const isOld = ends[row] === 0;
        const start = isOld ? vector.values + before[row]! : starts[row]!;
        const end = isOld ? vector.values + before[row + 1]! : ends[row]!;
        bytes.set((isOld ? bytes : aside).subarray(start, end), at);
        at += end - start;
      }
      return { ...vector, values: out, byteLength: at - out };
    },
  };
}

function grown(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(bytes.length * 2, needed));
  larger.set(bytes);
  return larger;
}
