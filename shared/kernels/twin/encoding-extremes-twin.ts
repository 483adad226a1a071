import type { Address, EncodingKernels } from '../kernels.ts';
import type { TwinMemory } from './twin-memory.ts';

type ExtremeKernels = Pick<
  EncodingKernels,
  'seen8' | 'seen16' | 'minMaxI32' | 'minMaxI64' | 'minMaxF32' | 'minMaxF64' | 'minMaxFixed16' | 'minMaxText'
>;

/** Twins of `assembly/encoding-extremes.ts`. */
export function createExtremeTwins(memory: TwinMemory): ExtremeKernels {
  return { ...createSeenTwins(memory), ...createNumberTwins(memory), ...createByteStringTwins(memory) };
}

function createSeenTwins(memory: TwinMemory): Pick<ExtremeKernels, 'seen8' | 'seen16'> {
  return {
    seen8(seen, codes, count) {
      const { u8 } = memory;
      for (let i = 0; i < count; i++) u8[seen + u8[codes + i]!] = 1;
    },
    seen16(seen, codes, count) {
      const { u8, view } = memory;
      for (let i = 0; i < count; i++) u8[seen + view.getUint16(codes + 2 * i, true)] = 1;
    },
  };
}

function createNumberTwins(
  memory: TwinMemory,
): Pick<ExtremeKernels, 'minMaxI32' | 'minMaxI64' | 'minMaxF32' | 'minMaxF64'> {
  return {
    minMaxI32(out, values, count) {
      const { view } = memory;
      const { low, high } = extremes(count, (i) => view.getInt32(values + 4 * i, true));
      view.setInt32(out, low, true);
      view.setInt32(out + 4, high, true);
    },
    minMaxI64(out, values, count) {
      const { view } = memory;
      const { low, high } = extremes(count, (i) => view.getBigInt64(values + 8 * i, true));
      view.setBigInt64(out, low, true);
      view.setBigInt64(out + 8, high, true);
    },
    minMaxF32(out, values, count) {
      const { view } = memory;
      const { low, high } = extremes(count, (i) => view.getFloat32(values + 4 * i, true));
      view.setFloat32(out, low === 0 ? -0 : low, true);
      view.setFloat32(out + 4, high === 0 ? 0 : high, true);
    },
    minMaxF64(out, values, count) {
      const { view } = memory;
      const { low, high } = extremes(count, (i) => view.getFloat64(values + 8 * i, true));
      view.setFloat64(out, low === 0 ? -0 : low, true);
      view.setFloat64(out + 8, high === 0 ? 0 : high, true);
    },
  };
}

function createByteStringTwins(memory: TwinMemory): Pick<ExtremeKernels, 'minMaxFixed16' | 'minMaxText'> {
  return {
    minMaxFixed16(out, values, count) {
      const { u8, view } = memory;
      let low = 0;
      let high = 0;
      const at = (i: number) => ({ start: values + 16 * i, end: values + 16 * (i + 1) });
      for (let i = 1; i < count; i++) {
        if (compareBytes(u8, at(i), at(low)) < 0) low = i;
        if (compareBytes(u8, at(i), at(high)) > 0) high = i;
      }
      view.setUint32(out, low, true);
      view.setUint32(out + 4, high, true);
    },
    minMaxText(out, values, count) {
      const { u8, view } = memory;
      const at = (entry: Address) => ({ start: entry + 4, end: entry + 4 + view.getUint32(entry, true) });
      let low = values;
      let high = values;
      let entry = values;
      for (let i = 0; i < count; i++) {
        if (compareBytes(u8, at(entry), at(low)) < 0) low = entry;
        if (compareBytes(u8, at(entry), at(high)) > 0) high = entry;
        entry = at(entry).end;
      }
      view.setUint32(out, low - values, true);
      view.setUint32(out + 4, high - values, true);
    },
  };
}

function extremes<T extends number | bigint>(count: number, valueAt: (i: number) => T): { low: T; high: T } {
  let low = valueAt(0);
  let high = low;
  for (let i = 1; i < count; i++) {
    const value = valueAt(i);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

interface ByteSpan {
  readonly start: Address;
  readonly end: Address;
}

/** Unsigned lexicographic order; a prefix comes before what it begins. */
function compareBytes(u8: Uint8Array, a: ByteSpan, b: ByteSpan): number {
  const bytes = Math.min(a.end - a.start, b.end - b.start);
  for (let i = 0; i < bytes; i++) {
    const difference = u8[a.start + i]! - u8[b.start + i]!;
    if (difference !== 0) return difference;
  }
  return a.end - a.start - (b.end - b.start);
}
