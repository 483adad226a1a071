import { AppError } from '../errors/app-error.ts';

/** Continuation mark and a metadata length of zero. Source: Arrow columnar format, "IPC streaming format". */
export const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

const CONTINUATION = 0xffffffff;
const FRAME_BYTES = 8;

/** Bytes of the schema message that opens a stream; it has no body. Refuses other bytes with CORRUPT_PART. */
export function firstMessageBytes(stream: Uint8Array): number {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  if (stream.length < FRAME_BYTES || view.getUint32(0, true) !== CONTINUATION) {
    throw new AppError('CORRUPT_PART', 'an Arrow part does not begin with a message; generate it again');
  }
  return FRAME_BYTES + view.getUint32(4, true);
}
