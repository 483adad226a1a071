const TWO_16 = 2 ** 16;
/** What turns a version of 4 into 7, in the upper half of byte 6. */
const VERSION_4_TO_7 = 0x30;

/**
 * Turns a random UUID (version 4) at byte `at` into one of version 7: RFC 9562, section 5.7. `timeMs`, whole
 * milliseconds since 1970 in [0, 2^48), fills its first 48 bits, big-endian. Checked by the tests of the kind uuid.
 */
export function stampUuidTime(view: DataView, at: number, timeMs: number): void {
  view.setUint32(at, Math.floor(timeMs / TWO_16));
  view.setUint16(at + 4, timeMs % TWO_16);
  view.setUint8(at + 6, view.getUint8(at + 6) ^ VERSION_4_TO_7);
}
