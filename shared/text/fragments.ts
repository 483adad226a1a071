import type { OutputColumn } from '../columns/column-program.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { dictionaryBytes } from './dictionary-vector.ts';
import { putDescriptor } from './text-descriptor.ts';
import { TextImage } from './text-image.ts';
import type { ColumnText } from './written-column.ts';

/** What a coded column's row looks like for each code, prefix included; `shift` as field `b` of fragments. */
export interface Fragments {
  readonly table: Uint8Array;
  readonly shift: number;
  readonly bytesMax: number;
}

/** Cells are padded to 16, 32 or 64 bytes; their last byte is the length. */
const CELL_SHIFTS = [4, 5, 6];
/** Larger dictionaries are kept dense, so that the copy placed for each block stays small. */
const CELL_ENTRIES_MAX = 4_096;
const OFFSET_BYTES = 4;

/**
 * Writes every entry of a dictionary once with the kernels themselves, in the arena: coded and uncoded columns cannot
 * differ. The arena's content is lost.
 */
export function dictionaryFragments(column: OutputColumn, text: ColumnText, session: KernelSession): Fragments {
  const dictionary = column.dictionary ?? { values: [] };
  const values = dictionaryBytes(column.type, dictionary);
  const image = new TextImage();
  const descriptor = image.reserveDescriptors(1);
  const described = image.addValues(text);
  const valuesAt = image.add(values);
  const base = session.arenaStart;
  const out = image.place(session, base);
  session.ensure(out + text.bound.perRow + text.bound.perByte * values.length);
  const rows = { values: base + valuesAt };
  putDescriptor(session.dataView, { address: base + descriptor, base }, { column: described, rows });
  return packFragments(writeEntries(session, { descriptor: base + descriptor, out, count: dictionary.values.length }));
}

/** The two fragments of a boolean column. */
export function booleanFragments(text: ColumnText): Fragments {
  return packFragments(text.booleans.map((word) => join(text.prefix, new TextEncoder().encode(word))));
}

function writeEntries(
  session: KernelSession,
  { descriptor, out, count }: { readonly descriptor: Address; readonly out: Address; readonly count: number },
): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let code = 0; code < count; code++) {
    const bytes = session.kernels.writeRows(out, code, 1, descriptor, 1, descriptor, 0);
    entries.push(session.bytes.slice(out, out + bytes));
  }
  return entries;
}

function packFragments(entries: readonly Uint8Array[]): Fragments {
  const bytesMax = entries.reduce((max, entry) => Math.max(max, entry.length), 0);
  const shift = entries.length > CELL_ENTRIES_MAX ? undefined : CELL_SHIFTS.find((s) => bytesMax < 1 << s);
  if (shift === undefined) return { table: packOffsets(entries), shift: 0, bytesMax };
  const table = new Uint8Array(entries.length << shift);
  entries.forEach((entry, code) => {
    table.set(entry, code << shift);
    table[((code + 1) << shift) - 1] = entry.length;
  });
  return { table, shift, bytesMax };
}

function packOffsets(entries: readonly Uint8Array[]): Uint8Array {
  const textStart = (entries.length + 1) * OFFSET_BYTES;
  const table = new Uint8Array(entries.reduce((sum, entry) => sum + entry.length, textStart));
  const view = new DataView(table.buffer);
  let end = textStart;
  entries.forEach((entry, code) => {
    view.setUint32(code * OFFSET_BYTES, end, true);
    table.set(entry, end);
    end += entry.length;
  });
  view.setUint32(entries.length * OFFSET_BYTES, end, true);
  return table;
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
