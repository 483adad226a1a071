import { crc32 } from 'node:zlib';

/** "TAB" and the version of what follows: the CRC-32 of key and body (little endian), then the body. */
const MAGIC = Buffer.from([0x54, 0x41, 0x42, 1]);
const HEADER_BYTES = 8;

/** The body as it lies in Redis, bound to its key. */
export function sealValue(key: string, body: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafe(HEADER_BYTES + body.byteLength);
  MAGIC.copy(sealed);
  sealed.writeUInt32LE(checksum(key, body), MAGIC.byteLength);
  sealed.set(body, HEADER_BYTES);
  return sealed;
}

/** The body, or undefined for what another program or another release wrote, is damaged, or belongs to another key. */
export function openValue(key: string, sealed: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  if (sealed.byteLength < HEADER_BYTES || !sealed.subarray(0, MAGIC.byteLength).equals(MAGIC)) return undefined;
  const body = sealed.subarray(HEADER_BYTES);
  return sealed.readUInt32LE(MAGIC.byteLength) === checksum(key, body) ? body : undefined;
}

function checksum(key: string, body: Uint8Array): number {
  return crc32(body, crc32(key));
}
