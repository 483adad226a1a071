import { describe, expect, it } from 'vitest';
import type { ClaimLoop } from '../../../shared/workers/claim-loop.ts';
import { createDoorbell } from '../../../shared/workers/doorbell.ts';

describe('a doorbell', () => {
  it('wakes the loop there is, and starts another after its end', async () => {
    const { loops, start } = loopsByHand();
    const doorbell = createDoorbell(start);
    const rings = [doorbell.ring(), doorbell.ring()];
    expect([loops.length, loops[0]!.rings]).toEqual([1, 2]);
    loops[0]!.end(3);
    expect(await Promise.all(rings)).toEqual([3, 3]);
    const next = doorbell.ring();
    expect(loops.length).toBe(2);
    loops[1]!.end(0);
    expect(await next).toBe(0);
  });

  it.each([true, false])(
    'tells of each end once, before it answers, and whether it was drained: %s',
    async (isDrained) => {
      const { loops, start } = loopsByHand(isDrained);
      const heard: string[] = [];
      const doorbell = createDoorbell(start, (end) => heard.push(`drained ${end.isDrained}`));
      const rings = [doorbell.ring(), doorbell.ring()].map((ring) => ring.then(() => heard.push('answered')));
      loops[0]!.end(1);
      await Promise.all(rings);
      expect(heard).toEqual([`drained ${isDrained}`, 'answered', 'answered']);
    },
  );

  it('answers when what its end led to is done', async () => {
    const { loops, start } = loopsByHand();
    const { promise, resolve } = Promise.withResolvers<void>();
    let answers = 0;
    const doorbell = createDoorbell(start, () => promise);
    const rings = [doorbell.ring(), doorbell.ring()].map((ring) => ring.then(() => answers++));
    loops[0]!.end(1);
    await new Promise((resume) => setImmediate(resume));
    expect(answers).toBe(0);
    resolve();
    await Promise.all(rings);
  });

  it('is silent once it is stopped', async () => {
    const { loops, start } = loopsByHand(false);
    const heard: unknown[] = [];
    const doorbell = createDoorbell(start, (end) => heard.push(end));
    const ring = doorbell.ring();
    await doorbell.stop();
    await ring;
    expect(await doorbell.ring()).toBe(0);
    expect([loops.length, heard]).toEqual([1, []]);
  });
});

/** Loops that end when told how many tasks they ended, or stopped. */
function loopsByHand(isDrained = true) {
  const loops: { rings: number; end: (ended: number) => void }[] = [];
  const start = (): ClaimLoop => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const loop = { rings: 0, end: resolve };
    loops.push(loop);
    return {
      ring: () => void loop.rings++,
      stop: async () => resolve(0),
      ended: promise,
      tasksAtWork: 0,
      quietMs: 0,
      isDrained,
    };
  };
  return { loops, start };
}
