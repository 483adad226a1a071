import { describe, expect, it } from 'vitest';
import { INPUT, OUTPUT, randomWords, runBoth } from '../../support/encoding-kernel-pair.ts';

const COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 1_000];

function numbers<T extends number | bigint>(values: readonly T[]): { low: T; high: T } {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { low: sorted[0]!, high: sorted.at(-1)! };
}

describe('seen', () => {
  it('marks every code and no other', () => {
    const codes = Uint16Array.from(randomWords(4, 300), (word) => word % 1_000);
    const { wasm, twin } = runBoth({ values: codes }, (kernels) => {
      kernels.seen16(OUTPUT, INPUT, codes.length);
      return 1_000;
    });
    expect([...wasm.keys()].filter((code) => wasm[code] === 1)).toEqual([...new Set(codes)].sort((a, b) => a - b));
    expect(twin).toEqual(wasm);
    const bytes = Uint8Array.from(codes, (code) => code & 255);
    const narrow = runBoth({ values: bytes }, (kernels) => {
      kernels.seen8(OUTPUT, INPUT, bytes.length);
      return 256;
    });
    expect([...narrow.wasm.keys()].filter((code) => narrow.wasm[code] === 1)).toEqual(
      [...new Set(bytes)].sort((a, b) => a - b),
    );
    expect(narrow.twin).toEqual(narrow.wasm);
  });
});

describe('minimum and maximum', () => {
  it.each(COUNTS)('finds those of %i numbers of each width', (count) => {
    const words = randomWords(count, 2 * count);
    const cases = [
      { name: 'minMaxI32', values: new Int32Array(words.buffer, 0, count), bytes: 8, view: Int32Array },
      { name: 'minMaxI64', values: new BigInt64Array(words.buffer), bytes: 16, view: BigInt64Array },
      {
        name: 'minMaxF32',
        values: Float32Array.from({ length: count }, (_, i) => words[i]! / 3 - 6e8),
        bytes: 8,
        view: Float32Array,
      },
      {
        name: 'minMaxF64',
        values: Float64Array.from({ length: count }, (_, i) => words[i]! / 3 - 6e8),
        bytes: 16,
        view: Float64Array,
      },
    ] as const;
    for (const { name, values, bytes, view } of cases) {
      const { wasm, twin } = runBoth({ values }, (kernels) => {
        kernels[name](OUTPUT, INPUT, count);
        return bytes;
      });
      const { low, high } = numbers<number | bigint>([...values]);
      expect([...new view(wasm.buffer as ArrayBuffer)]).toEqual([low, high]);
      expect(twin).toEqual(wasm);
    }
  });

  it('states a zero minimum as -0 and a zero maximum as +0', () => {
    for (const zeros of [
      [0, 0],
      [-0, -0],
      [0, -0, 0],
    ]) {
      const doubles = runBoth({ values: Float64Array.from(zeros) }, (kernels) => {
        kernels.minMaxF64(OUTPUT, INPUT, zeros.length);
        return 16;
      });
      expect([...new Float64Array(doubles.wasm.buffer)]).toEqual([-0, 0]);
      expect(doubles.twin).toEqual(doubles.wasm);
      const floats = runBoth({ values: Float32Array.from(zeros) }, (kernels) => {
        kernels.minMaxF32(OUTPUT, INPUT, zeros.length);
        return 8;
      });
      expect([...new Float32Array(floats.wasm.buffer)]).toEqual([-0, 0]);
      expect(floats.twin).toEqual(floats.wasm);
    }
  });

  it('compares 16-byte values as unsigned bytes from the first one on', () => {
    for (const count of COUNTS) {
      const values = new Uint8Array(randomWords(count + 40, 4 * count).buffer);
      // Equal first halves, so that the second half decides.
      if (count > 5) values.copyWithin(16, 0, 8);
      const { wasm, twin } = runBoth({ values }, (kernels) => {
        kernels.minMaxFixed16(OUTPUT, INPUT, count);
        return 8;
      });
      const rows = Array.from({ length: count }, (_, i) => Buffer.from(values.subarray(16 * i, 16 * i + 16)));
      const sorted = [...rows.keys()].sort((a, b) => rows[a]!.compare(rows[b]!));
      expect([...new Uint32Array(wasm.buffer)]).toEqual([sorted[0], sorted.at(-1)]);
      expect(twin).toEqual(wasm);
    }
  });

  const TEXTS: Record<string, (words: Uint32Array) => string[]> = {
    'short texts': (words) => [...words].map((word) => word.toString(36)),
    'texts that begin alike': (words) => [...words].map((word, i) => `user${i % 3}@example.com/long/${word % 50}`),
    'prefixes of each other, empty and with zero bytes': (words) =>
      [...words].map(
        (word) => ['', '\0', '\0\0', 'a', 'a\0', 'b'.repeat(16), `${'b'.repeat(16)}\0`, 'é', '😀'][word % 9]!,
      ),
    'equal texts': (words) => [...words].map(() => 'the same text, longer than sixteen bytes'),
  };

  it.each(Object.entries(TEXTS))('compares %s as unsigned bytes, a prefix first', (_name, make) => {
    for (const count of COUNTS) {
      const texts = make(randomWords(count + 70, count)).map((text) => Buffer.from(text));
      const values = Buffer.concat(texts.flatMap((text) => [Buffer.from(Uint32Array.of(text.length).buffer), text]));
      const { wasm, twin } = runBoth({ values }, (kernels) => {
        kernels.minMaxText(OUTPUT, INPUT, count);
        return 8;
      });
      const sorted = [...texts].sort(Buffer.compare);
      const found = [...new Uint32Array(wasm.buffer)].map((offset) => {
        const bytes = values.readUInt32LE(offset);
        return values.subarray(offset + 4, offset + 4 + bytes);
      });
      expect(found).toEqual([sorted[0], sorted.at(-1)]);
      expect(twin).toEqual(wasm);
    }
  });
});
