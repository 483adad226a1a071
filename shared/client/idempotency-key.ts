const KEY_BYTES = 16;

/** A key that nobody else draws. Not `randomUUID`, which browsers offer to secure pages only. */
export function drawIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
