import type { MergeParts, MergePiece } from '../formats/merge-piece.ts';
import type { TextFormat } from './column-text.ts';
import { textFrame } from './row-writer.ts';

/** Merges parts of text by copying their rows into one frame; `columnNames` in output order. */
export function mergeTextParts(format: TextFormat, columnNames: readonly string[]): MergeParts {
  const { header, separator, footer } = textFrame(format, columnNames);
  return async function* merge(sources) {
    if (header.length > 0) yield bytesPiece(header);
    let isFirst = true;
    for await (const { manifest } of sources) {
      if (manifest.data_start === manifest.data_end) continue;
      if (!isFirst && separator.length > 0) yield bytesPiece(separator);
      isFirst = false;
      const { key, data_start: start, data_end: end, data_crc32: crc32 } = manifest;
      yield { kind: 'range', key, start, end, crc32 };
    }
    if (footer.length > 0) yield bytesPiece(footer);
  };
}

function bytesPiece(bytes: Uint8Array): MergePiece {
  return { kind: 'bytes', bytes };
}
