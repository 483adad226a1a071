import { expect, it } from 'vitest';
import { powerTable } from '../../../shared/text/power-table.ts';

it('holds the 128-bit integers just above or at the powers of ten', () => {
  const words = powerTable();
  expect(words).toHaveLength(617 * 2);
  for (let k = -292; k <= 324; k++) {
    const index = (k + 292) * 2;
    const g = (words[index + 1]! << 64n) | words[index]!;
    expect(g >> 127n, `10^${k}`).toBe(1n);
    // g = ceil(10^k * 2^s): (g - 1) < 10^k * 2^s <= g, both sides cleared of fractions.
    const s = 127 - Math.floor(k * Math.log2(10));
    const power = (10n ** BigInt(Math.max(k, 0))) << BigInt(Math.max(s, 0));
    const scale = (10n ** BigInt(Math.max(-k, 0))) << BigInt(Math.max(-s, 0));
    expect((g - 1n) * scale < power && power <= g * scale, `10^${k}`).toBe(true);
  }
});
