import { describe, expect, it } from 'vitest';
import { createAttemptKeys } from '../../../../shared/formulas/related/attempt-keys.ts';
import { KernelSession } from '../../../../shared/kernels/kernel-session.ts';
import { createTwinKernels } from '../../../../shared/kernels/twin/twin-kernels.ts';

function twoKeys() {
  const session = new KernelSession(createTwinKernels());
  const addresses = [1, 2].map((fill) => session.placeTable(new Uint8Array(16).fill(fill)));
  const read = () => addresses.map((at) => session.bytes.slice(at, at + 16).join());
  return { session, addresses, read, keys: createAttemptKeys(session, addresses) };
}

describe('keys of attempts', () => {
  it('differ from each other and from the first ones, which come back', () => {
    const { keys, read } = twoKeys();
    const first = read();
    const seen = new Set(first);
    for (let attempt = 1; attempt <= 500; attempt++) {
      keys.use(attempt);
      for (const key of read()) seen.add(key);
    }
    expect(seen.size).toBe(2 * 501);
    keys.use(0);
    expect(read()).toEqual(first);
  });

  it('are the same whatever attempts came before', () => {
    const { keys, read } = twoKeys();
    keys.use(7);
    const seventh = read();
    keys.use(3);
    keys.use(7);
    expect(read()).toEqual(seventh);
  });

  it('follow first keys that were replaced between pages', () => {
    const { session, addresses, keys, read } = twoKeys();
    keys.use(1);
    const before = read();
    keys.use(0);
    session.bytes.fill(9, addresses[0], addresses[0]! + 16);
    keys.use(1);
    expect(read()[0]).not.toBe(before[0]);
    keys.use(0);
    expect(read()[0]).toBe(new Uint8Array(16).fill(9).join());
  });

  it('have words whose bits are even', () => {
    const { session, addresses, keys } = twoKeys();
    const ones = new Array<number>(128).fill(0);
    for (let attempt = 1; attempt <= 4_000; attempt++) {
      keys.use(attempt);
      for (let bit = 0; bit < 128; bit++) ones[bit]! += (session.bytes[addresses[0]! + (bit >> 3)]! >> (bit & 7)) & 1;
    }
    // 2,000 expected; six standard deviations of a fair coin are 190.
    for (const count of ones) expect(Math.abs(count - 2_000)).toBeLessThan(190);
  });
});
