/** All texts of some neighbouring characters, found by their number. */
export interface TextTable {
  readonly size: number;
  /** Bytes of every entry, where all have the same; else 0 and `offsets` say where entry i begins and ends. */
  readonly width: number;
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

export type EncodeCharacter = (character: string) => Uint8Array;

/** Tables stay within a first-level cache. */
const ENTRIES_MAX = 4_096;
const TABLE_BYTES_MAX = 32_768;

/** How many of the lists of choices, from `start` on, one table takes; at least one. */
export function tableLength(lists: readonly (readonly string[])[], start: number): number {
  let [entries, length] = [1, 0];
  for (let at = start; at < lists.length; at++, length++) {
    entries *= lists[at]?.length ?? 1;
    if (entries > ENTRIES_MAX || entries * (length + 1) > TABLE_BYTES_MAX) break;
  }
  return Math.max(length, 1);
}

/** One entry for every choice from each list, the first list turning fastest. */
export function buildTextTable(lists: readonly (readonly string[])[], encode: EncodeCharacter): TextTable {
  let entries: number[][] = [[]];
  for (const list of lists) {
    const encoded = list.map((character) => [...encode(character)]);
    entries = encoded.flatMap((tail) => entries.map((head) => head.concat(tail)));
  }
  const offsets = new Uint32Array(entries.length + 1);
  for (const [index, entry] of entries.entries()) offsets[index + 1] = offsets[index]! + entry.length;
  const width = offsets[1] ?? 0;
  const isEven = entries.every((entry) => entry.length === width);
  return { size: entries.length, width: isEven ? width : 0, bytes: Uint8Array.from(entries.flat()), offsets };
}

/** Copies entry `index` to `to`; returns its end. */
export function copyEntry(table: TextTable, index: number, out: Uint8Array, to: number): number {
  const { width, bytes } = table;
  let from = width > 0 ? index * width : table.offsets[index]!;
  const end = width > 0 ? from + width : table.offsets[index + 1]!;
  let at = to;
  while (from < end) out[at++] = bytes[from++]!;
  return at;
}
