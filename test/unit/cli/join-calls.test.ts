import { expect, it } from 'vitest';
import { joinCalls } from '../../../scripts/tabular/join-calls.ts';

it('runs one at a time, and once more for all that called meanwhile', async () => {
  const ends: (() => void)[] = [];
  let running = 0;
  const call = joinCalls(async () => {
    expect(++running).toBe(1);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    return ends.length;
  });
  const first = call();
  await Promise.resolve();
  const [second, third] = [call(), call()];
  ends[0]!();
  expect(await first).toBe(1);
  while (ends.length < 2) await new Promise((resolve) => setImmediate(resolve));
  ends[1]!();
  expect([await second, await third]).toEqual([2, 2]);
});

it('goes on after a run that failed', async () => {
  let runs = 0;
  const call = joinCalls(async () => {
    if (++runs === 1) throw new Error('once');
    return runs;
  });
  await expect(call()).rejects.toThrow('once');
  expect(await call()).toBe(2);
});
