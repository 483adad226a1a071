import { constants, zstdCompressSync } from 'node:zlib';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';

export type CodecName = 'none' | 'snappy' | 'zstd';

/** Parquet's `CompressionCodec`. */
export const CODEC_IDS = { none: 0, snappy: 1, zstd: 6 } as const satisfies Record<CodecName, number>;

/** Zstandard's fastest ordinary level: higher ones cost more time than generation itself. */
const ZSTD_LEVEL = 1;

/** Most bytes that `bytes` input bytes can become. Source: snappy's and zstd's own bounds. */
export function compressedBytesMax(codec: CodecName, bytes: number): number {
  switch (codec) {
    case 'none':
      return bytes;
    case 'snappy':
      return 32 + bytes + Math.ceil(bytes / 6);
    case 'zstd':
      return bytes + (bytes >>> 8) + 512;
  }
}

/** Compresses within linear memory; returns bytes. `out` has `compressedBytesMax` bytes and does not overlap `input`. */
export function compress(
  session: KernelSession,
  codec: 'snappy' | 'zstd',
  { out, input, bytes }: { out: Address; input: Address; bytes: number },
): number {
  if (codec === 'snappy') return session.kernels.snappyCompress(out, input, bytes);
  const compressed = zstdCompressSync(session.bytes.subarray(input, input + bytes), {
    params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
  });
  session.bytes.set(compressed, out);
  return compressed.length;
}

/** Compresses bytes from outside linear memory, through the free part of the arena. */
export function compressBytes(session: KernelSession, codec: CodecName, bytes: Uint8Array): Uint8Array {
  if (codec === 'none') return bytes;
  const input = session.arenaStart;
  const out = input + bytes.length + 64;
  session.ensure(out + compressedBytesMax(codec, bytes.length));
  session.bytes.set(bytes, input);
  const length = compress(session, codec, { out, input, bytes: bytes.length });
  return session.bytes.slice(out, out + length);
}
