import { describe, expect, it } from 'vitest';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import type { Kernels } from '../../../shared/kernels/kernels.ts';
import { TEXT_COLUMN, TEXT_KIND } from '../../../shared/kernels/text-kernels.ts';
import { createTextTwin } from '../../../shared/kernels/twin/text-twin.ts';
import { TwinMemory } from '../../../shared/kernels/twin/twin-memory.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { createTextPartEncoder } from '../../../shared/text/part-encoder.ts';
import { powerTable } from '../../../shared/text/power-table.ts';
import type { TextStyle } from '../../../shared/text/text-style.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { fixedTable } from '../../support/fixed-table.ts';
import { everyTextStyle } from '../../support/text-styles.ts';

const ROWS = 700;
const module = compileKernels();

function twinSession(): KernelSession {
  const memory = new TwinMemory(16);
  return new KernelSession({ ...createTextTwin(memory), memory, heapBase: 64 } as unknown as Kernels);
}

function wasmSession(): KernelSession {
  return new KernelSession(createWasmKernels(module));
}

function partText(session: KernelSession, style: TextStyle): string {
  const bound = fixedTable(session, everyTypeColumns(ROWS), { pageRows: 128 });
  return new TextDecoder().decode(createTextPartEncoder(bound, style).encode(3, ROWS).slices[0]);
}

/** Texts of one column of values by a kernel kind. */
function texts(session: KernelSession, kind: number, values: ArrayBufferView, count: number, b = 0): string[] {
  session.reset();
  const powers = session.placeTable(powerTable());
  const ending = session.placeTable(new TextEncoder().encode('\n'));
  const rows = session.placeTable(values);
  const column = session.placeZeros(64);
  const view = session.dataView;
  const fields = {
    kind,
    values: rows,
    a: kind === TEXT_KIND.timestamp ? 1 : powers,
    b,
    prefix: ending,
    nullText: ending,
  };
  for (const [name, value] of Object.entries(fields)) {
    view.setUint32(column + TEXT_COLUMN[name as keyof typeof TEXT_COLUMN], value, true);
  }
  session.ensure(session.arenaStart + count * 64);
  const out = session.arenaStart;
  const bytes = session.kernels.writeRows(out, 0, count, column, 1, ending, 1);
  return new TextDecoder().decode(session.bytes.slice(out, out + bytes - 1)).split('\n');
}

/** Deterministic words for test values: xorshift64. */
function words(count: number, seed: bigint): BigUint64Array<ArrayBuffer> {
  const result = new BigUint64Array(count);
  let x = seed;
  for (let i = 0; i < count; i++) {
    x ^= BigInt.asUintN(64, x << 13n);
    x ^= x >> 7n;
    x ^= BigInt.asUintN(64, x << 17n);
    result[i] = x;
  }
  return result;
}

describe('writeRows', () => {
  it.each(everyTextStyle())('writes the same $format $statement $dialect as its twin, for every type', (style) => {
    expect(partText(wasmSession(), style)).toBe(partText(twinSession(), style));
  });

  it('writes doubles as String does: random bits', () => {
    const bits = words(200_000, 1n);
    const doubles = new Float64Array(bits.buffer);
    expect(texts(wasmSession(), TEXT_KIND.float64, doubles, doubles.length)).toEqual(Array.from(doubles, String));
  });

  it('writes doubles as String does: powers of two and of ten, ties, bounds', () => {
    const doubles = Float64Array.from([
      ...Array.from({ length: 2_098 }, (_, i) => 2 ** (i - 1_074)),
      ...Array.from({ length: 632 }, (_, i) => Number(`9.999999999999999e${i - 323}`)),
      ...Array.from({ length: 632 }, (_, i) => Number(`1e${i - 323}`)),
      ...Array.from(
        words(20_000, 2n),
        (word, i) => (2 ** 52 + Number(word >> 44n) * 2 ** (20 + (i % 32))) * 2 ** ((i % 40) - 30),
      ),
      Number.MAX_VALUE,
      -Number.MIN_VALUE,
      -0,
      2 ** 53,
      2 ** 53 - 1,
    ]);
    expect(texts(wasmSession(), TEXT_KIND.float64, doubles, doubles.length)).toEqual(Array.from(doubles, String));
  });

  it.each([0, 1, 2, 3, 6, 8, 9, 12, 15])('writes doubles of %i declared places in their shortest form', (places) => {
    const doubles = Float64Array.from(words(20_000, 3n), (word, i) => {
      const value = (Number(word >> 11n) / 2 ** 53) * 10 ** (i % 12);
      return Number((i % 2 === 0 ? value : -value).toFixed(i % 10 === 9 ? places + 1 : places));
    });
    expect(texts(wasmSession(), TEXT_KIND.fixed64, doubles, doubles.length, places)).toEqual(
      Array.from(doubles, String),
    );
  });

  it('writes float32 values as its twin does: random bits and powers of two', () => {
    const bits = words(4_000, 4n);
    const floats = new Float32Array(bits.buffer);
    for (let i = 0; i < 277; i++) floats[i] = 2 ** (i - 149);
    const wasm = texts(wasmSession(), TEXT_KIND.float32, floats, floats.length);
    expect(wasm).toEqual(texts(twinSession(), TEXT_KIND.float32, floats, floats.length));
    expect(wasm.map((text) => Math.fround(Number(text)))).toEqual(Array.from(floats, (x) => (x === 0 ? 0 : x)));
  });

  it('writes days of the years 0 to 9999 as Date does', () => {
    const days = Int32Array.from({ length: 3_652_425 / 25 }, (_, i) => i * 25 - 719_528 + (i % 25));
    const wasm = texts(wasmSession(), TEXT_KIND.date, days, days.length);
    const wrong = wasm.findIndex((text, i) => text !== new Date(days[i]! * 86_400_000).toISOString().slice(0, 10));
    expect(wrong).toBe(-1);
  });

  it('writes timestamps and times as their twin does, near midnights too', () => {
    const day = 86_400_000_000n;
    const stamps = BigInt64Array.from(words(20_000, 5n), (word, i) => {
      const days = BigInt(i * 180 - 719_000);
      return days * day + (i % 2 === 0 ? word % day : (word % 3n) - 1n);
    });
    const times = stamps.map((stamp) => ((stamp % day) + day) % day);
    for (const [kind, values, b] of [
      [TEXT_KIND.timestamp, stamps, 1],
      [TEXT_KIND.time, times, 0],
    ] as const) {
      expect(texts(wasmSession(), kind, values, values.length, b)).toEqual(
        texts(twinSession(), kind, values, values.length, b),
      );
    }
  });

  it.each([0, 1, 8, 9, 18])('writes decimals of scale %i and whole numbers as its twin does', (scale) => {
    const values = BigInt64Array.from(words(5_000, 6n), (word, i) => BigInt.asIntN(64, word) >> BigInt(i % 64));
    for (const kind of [TEXT_KIND.decimal64, TEXT_KIND.int64]) {
      const wasm = texts(wasmSession(), kind, values, values.length, scale);
      expect(wasm).toEqual(texts(twinSession(), kind, values, values.length, scale));
    }
  });
});

describe('digests', () => {
  const encoder = new TextEncoder();

  function hash(session: KernelSession, text: string): string {
    session.reset();
    // What lies behind a text must not matter.
    const at = session.placeTable(encoder.encode(`${text}behind the text`));
    const out = session.placeZeros(16);
    session.kernels.hashText(out, at, encoder.encode(text).length);
    const view = session.dataView;
    return [0, 8]
      .map((i) =>
        view
          .getBigUint64(out + i, true)
          .toString(16)
          .padStart(16, '0'),
      )
      .join('');
  }

  it('hashes text with MurmurHash3_x64_128', () => {
    for (const session of [wasmSession(), twinSession()]) {
      expect(hash(session, '')).toBe('00000000000000000000000000000000');
      expect(hash(session, 'hello')).toBe('cbd8a7b341bd9b025b1e906a48ae1d19');
      expect(hash(session, 'The quick brown fox jumps over the lazy dog')).toBe('e34bbc7bbc071b6c7a433ca9c49a9347');
    }
  });

  it('hashes text of any length as its twin does', () => {
    for (let length = 0; length < 50; length++) {
      const text = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.slice(0, length);
      expect(hash(wasmSession(), text)).toBe(hash(twinSession(), text));
    }
  });

  it('sums columns and rows as their twins do', () => {
    const sums = [wasmSession(), twinSession()].map((session) => {
      session.reset();
      const values = session.placeTable(words(9, 7n));
      const presence = session.placeTable(Uint8Array.of(1, 0, 1, 1, 1, 0, 1, 1, 1));
      const column = session.placeZeros(64);
      const rowHashes = session.placeZeros(16 * 9);
      const out = session.placeZeros(32);
      const view = session.dataView;
      view.setUint32(column + TEXT_COLUMN.kind, TEXT_KIND.int64, true);
      view.setUint32(column + TEXT_COLUMN.values, values, true);
      view.setUint32(column + TEXT_COLUMN.presence, presence, true);
      session.kernels.digestColumn(out, rowHashes, column, 9, 2 ** 40);
      session.kernels.digestColumn(out, rowHashes, column, 9, 3);
      session.kernels.digestRows(out + 16, rowHashes, 9);
      return session.bytes.slice(out, out + 32).toHex();
    });
    expect(sums[0]).toBe(sums[1]);
    expect(sums[0]).not.toMatch(/^0+$/);
  });
});
