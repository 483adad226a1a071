import { expect, it } from 'vitest';
import { inLanes } from '../../../shared/tasks/in-lanes.ts';

it('works on so many items at a time and answers in their order', async () => {
  let [running, most] = [0, 0];
  const gates = Array.from({ length: 7 }, () => Promise.withResolvers<void>());
  const done = inLanes([0, 1, 2, 3, 4, 5, 6], 3, async (item) => {
    most = Math.max(most, ++running);
    await gates[item]!.promise;
    running -= 1;
    return item * 10;
  });
  for (const gate of gates.toReversed()) gate.resolve();
  expect(await done).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(most).toBe(3);
});

it('begins nothing after a failure, and throws it when what was under way has ended', async () => {
  const begun: number[] = [];
  const last = Promise.withResolvers<void>();
  let hasEnded = false;
  const failing = inLanes([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    if (item === 0) throw new Error('first');
    await last.promise;
    hasEnded = true;
  });
  last.resolve();
  await expect(failing).rejects.toThrow('first');
  expect([begun, hasEnded]).toEqual([[0, 1], true]);
});
