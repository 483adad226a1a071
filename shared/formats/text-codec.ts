import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { TextCompression } from '../contracts/spec-document.ts';

export type TextCodec = Exclude<TextCompression, 'none'>;

/** The fastest levels: higher ones cost several times what generation itself does. */
const GZIP_LEVEL = 1;
const ZSTD_LEVEL = 1;
/** A gzip header's operating system, which zlib fills in: 255 is "unknown". Source: RFC 1952, section 2.3.1. */
const GZIP_SYSTEM = { offset: 9, unknown: 255 };

/**
 * Bytes as one gzip member or one Zstandard frame, a function of the bytes alone. Such pieces one after the other are
 * a whole file, which is why merging can copy them.
 *
 * Source: RFC 1952, section 2.2 ("a gzip file consists of a series of members"); RFC 8878, section 3.
 */
export function compressMember(codec: TextCodec, bytes: Uint8Array): Uint8Array {
  if (codec === 'zstd') return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
  const member = gzipSync(bytes, { level: GZIP_LEVEL });
  member[GZIP_SYSTEM.offset] = GZIP_SYSTEM.unknown;
  return member;
}
