import type { MergeParts, MergePiece } from '../formats/merge-piece.ts';
import { type FramedTable, textFrame } from './text-frame.ts';
import type { TextStyle } from './text-style.ts';

/** Merges parts of text by copying their rows into one frame. */
export function mergeTextParts(style: TextStyle, table: FramedTable): MergeParts {
  const frame = textFrame(style, table);
  return async function* merge(sources) {
    let [rowStart, hasRows] = [0, false];
    for await (const { manifest } of sources) {
      if (manifest.data_start === manifest.data_end) {
        if (!hasRows) rowStart = manifest.row_start;
        continue;
      }
      yield* bytesPiece(hasRows ? frame.separator(manifest.row_start) : frame.head(manifest.row_start, true));
      hasRows = true;
      const { key, data_start: start, data_end: end, data_crc32: crc32 } = manifest;
      yield { kind: 'range', key, start, end, crc32 };
    }
    if (!hasRows) yield* bytesPiece(frame.head(rowStart, false));
    yield* bytesPiece(frame.tail(hasRows));
  };
}

function* bytesPiece(bytes: Uint8Array): Generator<MergePiece> {
  if (bytes.length > 0) yield { kind: 'bytes', bytes };
}
