import { invariant } from '../../errors/invariant.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { Address } from '../../kernels/kernels.ts';
import type { OutputColumn, PageRange } from '../column-program.ts';
import { textOffsets } from '../gather-vector.ts';
import { LAYOUT_BYTES } from '../value-program.ts';
import type { Vector } from '../vector.ts';

/** A column of a page some of whose rows get other values. */
export interface ReplacedColumn {
  /** `rows` of the page take their values from a vector of the same column whose first row is row `first`. */
  take(source: Vector, taken: TakenRows): void;
  finish(): Vector;
}

export interface TakenRows {
  readonly rows: Int32Array;
  readonly first: number;
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
    take(source: Vector, { rows, first }: TakenRows): void {
      for (const row of rows) {
        const isPresent = source.presence === undefined ? 1 : bytes[source.presence + row - first]!;
        nullCount += bytes[presence + row]! - isPresent;
        bytes[presence + row] = isPresent;
      }
    },
    finish: () => ({ presence, nullCount }),
  };
}

function replaceFixed(session: KernelSession, { vector }: Replacement): ReplacedColumn {
  const { layout, values } = vector;
  const { bytes } = session;
  invariant(layout !== 'text' && layout !== 'nested', 'text and nested columns have no fixed width');
  const width = layout === 'bits' ? 0 : LAYOUT_BYTES[layout];
  return {
    take(source, { rows, first }) {
      if (layout === 'bits') return takeBits(bytes, { source: source.values, values, rows, first });
      for (let i = 0; i < rows.length; i++) {
        const input = source.values + (rows[i]! - first) * width;
        const output = values + rows[i]! * width;
        for (let byte = 0; byte < width; byte++) bytes[output + byte] = bytes[input + byte]!;
      }
    },
    finish: () => vector,
  };
}

function takeBits(
  bytes: Uint8Array,
  { source, values, rows, first }: TakenRows & { readonly source: Address; readonly values: Address },
): void {
  for (const row of rows) {
    const from = row - first;
    const bit = (bytes[source + (from >>> 3)]! >>> (from & 7)) & 1;
    const at = values + (row >>> 3);
    bytes[at] = (bytes[at]! & ~(1 << (row & 7))) | (bit << (row & 7));
  }
}

/** Entries that came later lie aside until the end: they are longer or shorter than those whose place they take. */
function replaceText(session: KernelSession, { column, vector, page: { rowCount } }: Replacement): ReplacedColumn {
  const out = session.allocate(rowCount * column.valueBytesMax);
  /** Per row where its entry lies aside, from `starts` on to `ends`; 0 to 0: nowhere. */
  const [starts, ends] = [new Uint32Array(rowCount), new Uint32Array(rowCount)];
  let aside = new Uint8Array(4_096);
  let used = 0;
  return {
    take(source, { rows, first }) {
      const offsets = textOffsets(session, source);
      for (const row of rows) {
        const [start, end] = [source.values + offsets[row - first]!, source.values + offsets[row - first + 1]!];
        if (used + end - start > aside.length) aside = grown(aside, used + end - start);
        aside.set(session.bytes.subarray(start, end), used);
        starts[row] = used;
        used += end - start;
        ends[row] = used;
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
