import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { INPUT, OUTPUT, runBoth } from '../../support/encoding-kernel-pair.ts';

const uncompressFast = compressors.SNAPPY!;
const ENTRY_BYTES_MAX = 65_535;
const LITERAL_LENGTHS = [0, 1, 2, 3, 4, 7, 8, 11, 12, 16, 17, 40, 60, 64, 65, 128, 250, 2_030, 2_048, 20_000];

interface NumberedRows {
  readonly row: number;
  readonly count: number;
  readonly places: number;
  readonly prefixBytes: number;
  readonly suffixBytes: number;
}

/** What `rowText` writes, and the literals in front: prefix at INPUT, suffix behind it and some slack. */
function numbered({ row, count, places, prefixBytes, suffixBytes }: NumberedRows) {
  const prefix = 'prefix and more of it '.repeat(1_000).slice(0, prefixBytes);
  const suffix = '@suffix.example '.repeat(5_000).slice(0, suffixBytes);
  const texts = Array.from({ length: count }, (_, i) => prefix + String(row + i).padStart(places, '0') + suffix);
  const plain = Buffer.alloc(count * (4 + texts[0]!.length));
  texts.forEach((text, i) => {
    const at = i * (4 + text.length);
    plain.writeUInt32LE(text.length, at);
    plain.write(text, at + 4);
  });
  return { plain, values: Buffer.concat([Buffer.from(prefix), Buffer.alloc(64), Buffer.from(suffix)]) };
}

function expectStream(rows: NumberedRows): void {
  const { row, count, places, prefixBytes, suffixBytes } = rows;
  const { plain, values } = numbered(rows);
  const { wasm, twin } = runBoth({ values }, (kernels) =>
    kernels.snappyRowText(OUTPUT, count, row, places, INPUT, prefixBytes, INPUT + prefixBytes + 64, suffixBytes),
  );
  expect(Buffer.compare(twin, wasm)).toBe(0);
  expect(wasm.length).toBeLessThanOrEqual(plain.length + 5);
  const stream = Buffer.concat([varint(plain.length), wasm]);
  const decoded = new Uint8Array(plain.length);
  snappyUncompress(stream, decoded);
  expect(Buffer.compare(decoded, plain)).toBe(0);
  expect(Buffer.compare(uncompressFast(stream, plain.length), plain)).toBe(0);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Uint8Array.of(...bytes, rest);
}

/** Rows whose numbers have `places` digits at most, near a carry as often as not. */
const anyRows: fc.Arbitrary<NumberedRows> = fc
  .record({
    digits: fc.integer({ min: 1, max: 15 }),
    padding: fc.integer({ min: 0, max: 5 }),
    fromEnd: fc.option(fc.integer({ min: 1, max: 250 })),
    fraction: fc.double({ min: 0, max: 0.999, noNaN: true }),
    count: fc.integer({ min: 1, max: 250 }),
    prefixBytes: fc.constantFrom(...LITERAL_LENGTHS),
    suffixBytes: fc.constantFrom(...LITERAL_LENGTHS),
  })
  .map(({ digits, padding, fromEnd, fraction, count, prefixBytes, suffixBytes }) => {
    const end = 10 ** digits;
    const row = fromEnd === null ? Math.floor(end * fraction) : Math.max(0, end - fromEnd);
    return { row, count: Math.min(count, end - row), places: digits + padding, prefixBytes, suffixBytes };
  })
  .filter(({ count, prefixBytes, suffixBytes }) => count * (prefixBytes + suffixBytes) < 1_000_000);

describe('snappyRowText', () => {
  it('gives the text of any rows through independent decoders, within its bound, as its twin does', () => {
    fc.assert(fc.property(anyRows, expectStream), { seed: 5, numRuns: 60 });
  });

  it('reaches every carry of a whole page', () => {
    expectStream({ row: 1_234_567, count: 65_536, places: 7, prefixBytes: 4, suffixBytes: 12 });
    expectStream({ row: 0, count: 10, places: 1, prefixBytes: 0, suffixBytes: 0 });
    expectStream({ row: 0, count: 2_000, places: 20, prefixBytes: 0, suffixBytes: 1 });
  });

  it('reaches back as far as the format allows', () => {
    const suffixBytes = ENTRY_BYTES_MAX - 4 - 3 - 21_000;
    expectStream({ row: 95, count: 10, places: 3, prefixBytes: 21_000, suffixBytes });
  });

  it('takes five bytes for most rows', () => {
    const { values } = numbered({ row: 0, count: 1, places: 7, prefixBytes: 4, suffixBytes: 12 });
    const { wasm } = runBoth({ values }, (kernels) =>
      kernels.snappyRowText(OUTPUT, 10_000, 1_000_000, 7, INPUT, 4, INPUT + 68, 12),
    );
    expect(wasm.length / 10_000).toBeLessThan(5.2);
  });
});
