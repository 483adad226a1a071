import { describe, expect, it } from 'vitest';
import { MemoryLevel } from '../../../shared/cache/memory-level.ts';
import { textOf } from '../../support/cache-parts.ts';

const KIB = 1_024;

/** With a clock that stands until it is set. */
function createLevel(bytesMax = 64 * KIB) {
  const clock = { now: 0 };
  return { clock, level: new MemoryLevel(bytesMax, () => clock.now) };
}

describe('MemoryLevel', () => {
  it('never holds more bytes than it may, and lets go of what was used longest ago', () => {
    const { level } = createLevel();
    for (let entry = 0; entry < 100; entry++) {
      level.keep(`k${entry}`, new Uint8Array(4 * KIB), 1_000);
      level.find('k0');
      expect(level.bytes).toBeLessThanOrEqual(64 * KIB);
    }
    expect(level.find('k0')).toBeDefined();
    expect(level.find('k1')).toBeUndefined();
    expect(level.find('k99')).toBeDefined();
  });

  it('does not keep an entry above an eighth of all', () => {
    const { level } = createLevel();
    level.keep('large', new Uint8Array(8 * KIB), 1_000);
    level.keep('small', new Uint8Array(7 * KIB), 1_000);
    expect([level.find('large'), level.find('small')?.byteLength]).toEqual([undefined, 7 * KIB]);
  });

  it('finds nothing whose time is over, and gives its memory back', () => {
    const { level, clock } = createLevel();
    level.keep('found', Buffer.from('x'), 1_000);
    level.keep('swept', Buffer.from('x'), 1_000);
    clock.now = 999;
    expect(textOf(level.find('found'))).toBe('x');
    clock.now = 1_000;
    expect(level.find('found')).toBeUndefined();
    level.sweep();
    expect(level.bytes).toBe(0);
  });

  it('keeps what a key got last, once', () => {
    const { level } = createLevel();
    level.keep('key', Buffer.from('before'), 1_000);
    const { bytes } = level;
    level.keep('key', Buffer.from('behind'), 1_000);
    expect([textOf(level.find('key')), level.bytes]).toEqual(['behind', bytes]);
  });

  it('holds bytes of its own where those of the caller lie among others', () => {
    const { level } = createLevel();
    const slab = Buffer.from('abc');
    level.keep('key', slab, 1_000);
    slab.fill('z');
    expect(textOf(level.find('key'))).toBe('abc');
  });

  it('forgets a key, or those that match', () => {
    const { level } = createLevel();
    for (const key of ['a/1', 'a/2', 'b/1']) level.keep(key, Buffer.from(key), 1_000);
    level.forget('a/1');
    expect(level.find('a/1')).toBeUndefined();
    level.forgetWhere((key) => key.startsWith('a/'));
    expect([textOf(level.find('a/2')), textOf(level.find('b/1'))]).toEqual([undefined, 'b/1']);
  });
});
