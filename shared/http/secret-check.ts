import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether what a caller shows is the secret; takes one time whatever was given. */
export type SecretCheck = (given: string) => boolean;

export function createSecretCheck(secret: string): SecretCheck {
  const expected = digest(secret);
  return (given) => timingSafeEqual(digest(given), expected);
}

/** Digests have one length, so that comparing them says nothing of where they differ. */
function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
