import { compressMember, type TextCodec } from '../../shared/formats/text-codec.ts';
import type { TextOutput } from './text-output.ts';
import { joinBytes } from './write-rows.ts';

const NOTHING = new Uint8Array(0);

/** A whole answer as the file that the output asks for. */
export function compressAnswer(
  bytes: Uint8Array<ArrayBuffer>,
  { compression }: Pick<TextOutput, 'compression'>,
): Uint8Array<ArrayBuffer> {
  return compression === 'none' ? bytes : joinBytes([compressMember(compression, bytes)]);
}

/** The same piece by piece: each is a member of its own, so that none waits for the next. */
export function compressPieces(
  pieces: AsyncGenerator<Uint8Array>,
  { compression }: Pick<TextOutput, 'compression'>,
): AsyncGenerator<Uint8Array> {
  return compression === 'none' ? pieces : compressEach(pieces, compression);
}

async function* compressEach(pieces: AsyncGenerator<Uint8Array>, codec: TextCodec): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  for await (const piece of pieces) {
    isEmpty = false;
    yield compressMember(codec, piece);
  }
  if (isEmpty) yield compressMember(codec, NOTHING);
}
