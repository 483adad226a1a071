import { describe, expect, it } from 'vitest';
import { INPUT, OUTPUT, PRESENCE, randomWords, runBoth } from '../../support/encoding-kernel-pair.ts';

const KERNELS = [
  ['compact8', 1],
  ['compact16', 2],
  ['compact32', 4],
  ['compact64', 8],
  ['compact128', 16],
] as const;

describe('compaction', () => {
  it.each(KERNELS)('%s keeps the values of present rows in order', (name, width) => {
    for (const count of [0, 1, 2, 63, 64, 1_000]) {
      const values = new Uint8Array(randomWords(count + 2, count * 4).buffer, 0, count * width);
      const presence = Uint8Array.from(randomWords(count + 1, count), (word) => (word % 10 === 0 ? 0 : 1));
      const kept: number[] = [];
      const { wasm, twin } = runBoth({ values, presence }, (kernels) => {
        kept.push(kernels[name](OUTPUT, INPUT, count, PRESENCE));
        return kept.at(-1)! * width;
      });
      const present = [...presence.keys()].filter((i) => presence[i] === 1);
      expect(kept).toEqual([present.length, present.length]);
      expect([...wasm]).toEqual(present.flatMap((i) => [...values.subarray(i * width, (i + 1) * width)]));
      expect(twin).toEqual(wasm);
    }
  });

  it('keeps present texts of any length, those longer than one vector included', () => {
    const texts = [...randomWords(8, 400)].map((word, i) => String.fromCharCode(97 + (i % 26)).repeat(word % 90));
    const values = Buffer.concat(
      texts.flatMap((text) => [Buffer.from(Uint32Array.of(text.length).buffer), Buffer.from(text)]),
    );
    const presence = Uint8Array.from(randomWords(9, texts.length), (word) => word & 1);
    const { wasm, twin } = runBoth({ values, presence }, (kernels) =>
      kernels.compactText(OUTPUT, INPUT, texts.length, PRESENCE),
    );
    const kept = texts.filter((_, i) => presence[i] === 1);
    const expected = kept.flatMap((text) => [...Buffer.from(Uint32Array.of(text.length).buffer), ...Buffer.from(text)]);
    expect([...wasm]).toEqual(expected);
    expect(twin).toEqual(wasm);
  });
});
