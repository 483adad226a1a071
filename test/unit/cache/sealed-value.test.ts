import { describe, expect, it } from 'vitest';
import { openValue, sealValue } from '../../../shared/cache/sealed-value.ts';
import { textOf } from '../../support/cache-parts.ts';

const sealed = () => sealValue('key', Buffer.from('body')) as Buffer<ArrayBuffer>;

describe('a sealed value', () => {
  it('is opened under its key', () => {
    expect(textOf(openValue('key', sealed()))).toBe('body');
    expect(openValue('key', sealValue('key', new Uint8Array(0)) as Buffer<ArrayBuffer>)?.byteLength).toBe(0);
  });

  it('is not opened under any other key', () => {
    expect(openValue('kez', sealed())).toBeUndefined();
  });

  it('is not opened after a change of any byte, nor cut short', () => {
    for (let at = 0; at < sealed().byteLength; at++) {
      const changed = sealed();
      changed[at]! ^= 1;
      expect(openValue('key', changed)).toBeUndefined();
      expect(openValue('key', sealed().subarray(0, at))).toBeUndefined();
    }
  });
});
