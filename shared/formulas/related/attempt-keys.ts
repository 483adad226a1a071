import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { Address } from '../../kernels/kernels.ts';

const KEY_BYTES = 16;
/** Odd constants of SplitMix64's family; two of them, so that the halves of a key go separate ways. */
const GAMMA_LOW = 0x9e3779b97f4a7c15n;
const GAMMA_HIGH = 0xd1342543de82ef95n;

/** The keys of streams that are drawn again for some rows. */
export interface AttemptKeys {
  /** Puts the keys of this attempt in place, 1 and up. Attempt 0 is what was there before the others. */
  use(attempt: number): void;
}

/**
 * Attempt a of a stream has the key (mix(k0 + a * gamma), mix(k1 ^ a * gamma')): as far from the first one and from
 * other attempts as keys of other names are. First keys are read when they are left, since those of another seed may
 * have taken their place. Source of mix: SplitMix64's finaliser (Steele, Lea, Flood 2014).
 * Checked against: test/unit/columns/attempt-keys.test.ts.
 */
export function createAttemptKeys(session: KernelSession, addresses: readonly Address[]): AttemptKeys {
  const first = addresses.map((at) => ({ at, low: 0n, high: 0n }));
  let current = 0;
  return {
    use(attempt) {
      if (attempt === current) return;
      const view = session.dataView;
      const step = BigInt(attempt);
      for (const key of first) {
        const { at } = key;
        if (current === 0) {
          key.low = view.getBigUint64(at, true);
          key.high = view.getBigUint64(at + KEY_BYTES / 2, true);
        }
        const { low, high } = key;
        view.setBigUint64(at, attempt === 0 ? low : mix(low + step * GAMMA_LOW), true);
        view.setBigUint64(at + KEY_BYTES / 2, attempt === 0 ? high : mix(high ^ (step * GAMMA_HIGH)), true);
      }
      current = attempt;
    },
  };
}

function mix(word: bigint): bigint {
  let z = BigInt.asUintN(64, word);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}
