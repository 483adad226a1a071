import type { ObjectRange, Segment } from './collect-segments.ts';

/** A part of an upload, and how it comes to be there. */
export type ArrangedPart =
  | { readonly kind: 'uploaded'; readonly partNumber: number; readonly bytes: number; readonly etag: string }
  | { readonly kind: 'copied'; readonly partNumber: number; readonly bytes: number; readonly source: ObjectRange }
  | {
      readonly kind: 'joined';
      readonly partNumber: number;
      readonly bytes: number;
      readonly sources: readonly ObjectRange[];
    };

export interface ArrangedUpload {
  /** In ascending order of part number; each has at least the bytes that a part must have. */
  readonly parts: readonly ArrangedPart[];
  /** What is left at the end and is too small for a part: it goes before the ending, into the same part. */
  readonly rest: readonly ObjectRange[];
}

/**
 * How the segments of a file become the parts of its upload: those uploaded already stay, large ones are copied by the
 * store, small neighbours are read and uploaded as one part, which takes what it lacks from the next segment. Part
 * numbers are those of the segments, from 1. Undefined when something too small stands before an uploaded segment: then
 * the upload cannot be completed as it is.
 */
export function arrangeUpload(segments: readonly Segment[], partBytesMin: number): ArrangedUpload | undefined {
  const parts: ArrangedPart[] = [];
  let small: ObjectRange[] = [];
  let smallBytes = 0;

  function join(partNumber: number): void {
    parts.push({ kind: 'joined', partNumber, bytes: smallBytes, sources: small });
    small = [];
    smallBytes = 0;
  }

  for (const [index, segment] of segments.entries()) {
    const partNumber = index + 1;
    if (segment.kind === 'uploaded') {
      if (smallBytes > 0) return undefined;
      parts.push({ kind: 'uploaded', partNumber, bytes: segment.bytes, etag: segment.etag });
      continue;
    }
    const lacking = smallBytes === 0 ? 0 : partBytesMin - smallBytes;
    const isSplit = segment.bytes - lacking >= partBytesMin;
    const cut = isSplit ? segment.start + lacking : segment.end;
    if (cut > segment.start) {
      small.push({ ...rangeOf(segment), end: cut });
      smallBytes += cut - segment.start;
    }
    if (smallBytes >= partBytesMin) join(isSplit ? index : partNumber);
    if (isSplit)
      parts.push({
        kind: 'copied',
        partNumber,
        bytes: segment.end - cut,
        source: { ...rangeOf(segment), start: cut },
      });
  }
  return { parts, rest: small };
}

function rangeOf({ chunkIndex, key, start, end, etag }: ObjectRange): ObjectRange {
  return { chunkIndex, key, start, end, etag };
}
