import { describe, expect, it } from 'vitest';
import { ConnectionSlots } from '../../../shared/database/connection-slots.ts';

describe('connection slots', () => {
  it('are given in order of asking, never to more than there are', async () => {
    const slots = new ConnectionSlots({ size: 2, timeoutMs: 60_000 });
    const begun: number[] = [];
    const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const works = ends.map((end, index) =>
      slots.run(async () => {
        begun.push(index);
        await end.promise;
      }),
    );
    expect([slots.taken, slots.waiting]).toEqual([2, 3]);
    for (const [index, end] of ends.entries()) {
      end.resolve();
      await works[index];
      expect(begun).toEqual(ends.map((_, begunIndex) => begunIndex).slice(0, Math.min(index + 3, 5)));
    }
    expect([slots.taken, slots.waiting]).toEqual([0, 0]);
  });

  it('come back from work that fails', async () => {
    const slots = new ConnectionSlots({ size: 1, timeoutMs: 60_000 });
    await expect(slots.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await slots.run(() => Promise.resolve('works'))).toBe('works');
  });

  it('are refused after the timeout, and whoever gave up takes none later', async () => {
    const slots = new ConnectionSlots({ size: 1, timeoutMs: 10 });
    const end = Promise.withResolvers<void>();
    const holding = slots.run(() => end.promise);
    await expect(slots.run(() => Promise.resolve())).rejects.toMatchObject({
      code: 'DATABASE_BUSY',
      message: 'none of 1 connections to the database became free within 0.01 s',
      retryAfterSeconds: 2,
    });
    expect(slots.waiting).toBe(0);
    end.resolve();
    await holding;
    expect(slots.taken).toBe(0);
  });
});
