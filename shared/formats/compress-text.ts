import type { TextCompression } from '../contracts/spec-document.ts';
import type { MergeParts, MergePiece } from './merge-piece.ts';
import type { EncodedPart, PartEncoder } from './part-encoder.ts';
import { compressMember, type TextCodec } from './text-codec.ts';

const NOTHING = new Uint8Array(0);

/** Parts of text with head, rows and tail each compressed by itself, so that the rows can be copied out of them. */
export function compressParts(encoder: PartEncoder, compression: TextCompression): PartEncoder {
  if (compression === 'none') return encoder;
  return { encode: (rowStart, rowEnd, onPage) => compressPart(encoder.encode(rowStart, rowEnd, onPage), compression) };
}

/** A merge of such parts: what it adds to them are members of their own. */
export function compressMerge(merge: MergeParts, compression: TextCompression): MergeParts {
  if (compression === 'none') return merge;
  return async function* compressed(sources) {
    let isEmpty = true;
    for await (const piece of merge(sources)) {
      isEmpty = false;
      yield piece.kind === 'bytes' ? memberPiece(compression, piece.bytes) : piece;
    }
    // A file of no bytes would not be a file of its kind.
    if (isEmpty) yield memberPiece(compression, NOTHING);
  };
}

function compressPart(
  { slices, bytes, dataStart, dataEnd, separator = NOTHING }: EncodedPart,
  codec: TextCodec,
): EncodedPart {
  // Text comes in one slice.
  const text = slices[0] ?? NOTHING;
  const member = (start: number, end: number) =>
    end > start ? compressMember(codec, text.subarray(start, end)) : NOTHING;
  const head = bytes === 0 ? compressMember(codec, NOTHING) : member(0, dataStart);
  const [data, tail] = [member(dataStart, dataEnd), member(dataEnd, bytes)];
  return {
    slices: [head, data, tail],
    bytes: head.length + data.length + tail.length,
    dataStart: head.length,
    dataEnd: head.length + data.length,
    separator: separator.length > 0 ? compressMember(codec, separator) : NOTHING,
  };
}

function memberPiece(codec: TextCodec, bytes: Uint8Array): MergePiece {
  return { kind: 'bytes', bytes: compressMember(codec, bytes) };
}
