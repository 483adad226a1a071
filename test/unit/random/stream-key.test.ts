import { describe, expect, it } from 'vitest';
import { keyBytes, type StreamName, streamKey } from '../../../shared/random/stream-key.ts';

const NAME: StreamName = { generationVersion: 1, seed: 7, table: 'orders', name: 'id', purpose: 'value' };

describe('streamKey', () => {
  it('never changes: this key is part of generation version 1', () => {
    expect(streamKey(NAME)).toEqual({ k0: 2_492_330_721_873_573_240n, k1: 16_225_521_870_946_440_033n });
  });

  it('changes with every part of the name', () => {
    const others: Partial<StreamName>[] = [
      { generationVersion: 2 },
      { seed: 8 },
      { table: 'order' },
      { name: 'ids' },
      { purpose: 'null' },
    ];
    const keys = others.map((other) => String(streamKey({ ...NAME, ...other }).k0));
    expect(new Set([...keys, String(streamKey(NAME).k0)]).size).toBe(6);
  });

  it('keeps the borders between parts', () => {
    expect(streamKey({ ...NAME, table: 'a', name: 'bc' })).not.toEqual(streamKey({ ...NAME, table: 'ab', name: 'c' }));
    expect(streamKey({ ...NAME, table: '', name: 'abc' })).not.toEqual(streamKey({ ...NAME, table: 'abc', name: '' }));
  });
});

describe('keyBytes', () => {
  it('writes both words little-endian', () => {
    const bytes = keyBytes({ k0: 0x0102030405060708n, k1: 0x090a0b0c0d0e0f10n });
    expect(Array.from(bytes)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 16, 15, 14, 13, 12, 11, 10, 9]);
  });
});
