import { Readable } from 'node:stream';

/** Smaller bodies are sent as one buffer, which the vendor signs; a larger one would cost a hash over all its bytes. */
const SIGNED_BYTES_MAX = 64 * 1024;

/** A body as the vendor's commands take it. A stream of the slices copies nothing; each attempt needs a new one. */
export function requestBody(slices: readonly Uint8Array[]): {
  readonly Body: Uint8Array | Readable;
  readonly ContentLength: number;
} {
  const bytes = bodyBytes(slices);
  if (bytes <= SIGNED_BYTES_MAX) return { Body: Buffer.concat(slices), ContentLength: bytes };
  const filled = slices.filter((slice) => slice.length > 0);
  return { Body: Readable.from(filled, { objectMode: true }), ContentLength: bytes };
}

export function bodyBytes(slices: readonly Uint8Array[]): number {
  return slices.reduce((sum, slice) => sum + slice.length, 0);
}
