import { crc32 } from 'node:zlib';

/** CRC-32 of slices one after the other, going on from that of what stands before them. */
export function checksumSlices(slices: readonly Uint8Array[], before = 0): number {
  return slices.reduce((checksum, slice) => crc32(slice, checksum), before);
}

/** A CRC-32 as manifests have it: 8 hex digits. */
export function checksumHex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

/** The CRC-32 that a manifest has as 8 hex digits. */
export function checksumOf(hex: string): number {
  return Number.parseInt(hex, 16);
}
