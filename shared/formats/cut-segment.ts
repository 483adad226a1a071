import type { EncodedPart } from './part-encoder.ts';

/** A part cut into what its file holds of it and what merging reads of it. Views of the part's slices. */
export interface CutPart {
  /** What stands before the data in the file; nothing where there is no data. */
  readonly lead: readonly Uint8Array[];
  readonly data: readonly Uint8Array[];
  /** The part's head, of the first part of a file, and its tail. */
  readonly ends: readonly Uint8Array[];
}

/** The first part of a file brings the file's head, every other what separates it from the one before. */
export function cutSegment(part: EncodedPart, { isFirst }: { readonly isFirst: boolean }): CutPart {
  const { slices, bytes, dataStart, dataEnd, separator } = part;
  const head = sliceRange(slices, 0, dataStart);
  const data = sliceRange(slices, dataStart, dataEnd);
  const ends = [...(isFirst ? head : []), ...sliceRange(slices, dataEnd, bytes)];
  if (data.length === 0) return { lead: [], data, ends };
  return { lead: isFirst ? head : separator === undefined ? [] : [separator], data, ends };
}

/** Views of the bytes [start, end) of slices one after the other; no empty ones. */
export function sliceRange(slices: readonly Uint8Array[], start: number, end: number): Uint8Array[] {
  const range: Uint8Array[] = [];
  let position = 0;
  for (const slice of slices) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, slice.length);
    if (from < to) range.push(slice.subarray(from, to));
    position += slice.length;
  }
  return range;
}
