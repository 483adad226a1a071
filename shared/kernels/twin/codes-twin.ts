import type { GenerationKernels } from '../kernels.ts';
import { HashBlocks, readKey } from './hash-twin.ts';
import type { TwinMemory } from './twin-memory.ts';

const TWO_TO_32 = 4_294_967_296;

type CodeKernels = Pick<
  GenerationKernels,
  | 'aliasCodes8'
  | 'aliasCodes16'
  | 'aliasCodesWide'
  | 'uniformCodes16'
  | 'booleanBits'
  | 'booleanBytes'
  | 'groupedCodes16'
>;

/** Twins of the kernels that give codes and booleans. */
export function createCodesTwin(memory: TwinMemory): CodeKernels {
  const blocks = new HashBlocks();
  const startAt = (key: number, row: number) => ({ key: readKey(memory, key), draw: 0, row });

  /** code + fraction / 2^32 as the exact product of u and size: at most 2^48, so a double holds it. */
  const aliasHalves = (values: Uint8Array | Uint16Array, page: CodePage, { table, size }: AliasTableAt) => {
    const thresholds = memory.u32.subarray(table / 4, table / 4 + size);
    const aliases = memory.u16.subarray(table / 2 + 2 * size, table / 2 + 3 * size);
    blocks.forEachHalf(page.count, startAt(page.key, page.row), (start, rows, shift) => {
      for (let i = 0; i < rows; i++) {
        const product = blocks.words[shift + i]! * size;
        const code = Math.floor(product / TWO_TO_32);
        const fraction = product - code * TWO_TO_32;
        values[start + i] = fraction < thresholds[code]! ? code : aliases[code]!;
      }
    });
  };

  const booleans = (page: CodePage, threshold: number, use: (index: number) => void) => {
    blocks.forEachHalf(page.count, startAt(page.key, page.row), (start, rows, shift) => {
      for (let i = 0; i < rows; i++) if (blocks.words[shift + i]! < threshold) use(start + i);
    });
  };

  return {
    aliasCodes8(out, count, key, row, table, size) {
      aliasHalves(memory.u8.subarray(out), { count, key, row }, { table, size });
    },
    aliasCodes16(out, count, key, row, table, size) {
      aliasHalves(memory.u16.subarray(out / 2), { count, key, row }, { table, size });
    },
    aliasCodesWide(out, count, key, row, table, size) {
      const thresholds = memory.u32.subarray(table / 4, table / 4 + size);
      const aliases = memory.u16.subarray(table / 2 + 2 * size, table / 2 + 3 * size);
      const codes = memory.u16.subarray(out / 2);
      const { words } = blocks;
      blocks.forEach(count, startAt(key, row), (start, rows) => {
        for (let i = 0; i < rows; i++) {
          const product = words[2 * i + 1]! * size + Math.floor((words[2 * i]! * size) / TWO_TO_32);
          const code = Math.floor(product / TWO_TO_32);
          codes[start + i] = product - code * TWO_TO_32 < thresholds[code]! ? code : aliases[code]!;
        }
      });
    },
    uniformCodes16(out, count, key, row, size) {
      const codes = memory.u16.subarray(out / 2);
      blocks.forEachHalf(count, startAt(key, row), (start, rows, shift) => {
        for (let i = 0; i < rows; i++) codes[start + i] = Math.floor((blocks.words[shift + i]! * size) / TWO_TO_32);
      });
    },
    booleanBits(out, count, key, row, threshold) {
      const bytes = memory.u8.subarray(out, out + Math.ceil(count / 8)).fill(0);
      booleans({ count, key, row }, threshold, (index) => {
        bytes[index >>> 3]! |= 1 << (index & 7);
      });
    },
    booleanBytes(out, count, key, row, threshold) {
      const bytes = memory.u8.subarray(out, out + count).fill(0);
      let trues = 0;
      booleans({ count, key, row }, threshold, (index) => {
        bytes[index] = 1;
        trues++;
      });
      return trues;
    },
    groupedCodes16(out, count, key, row, groups, ranges) {
      const groupOf = memory.u8.subarray(groups, groups + count);
      const rangeAt = memory.u32.subarray(ranges / 4);
      const codes = memory.u16.subarray(out / 2);
      const { words } = blocks;
      blocks.forEach(count, startAt(key, row), (start, rows) => {
        for (let i = 0; i < rows; i++) {
          const range = 2 * groupOf[start + i]!;
          codes[start + i] = rangeAt[range]! + scaledWords(words[2 * i]!, words[2 * i + 1]!, rangeAt[range + 1]!);
        }
      });
    },
  };
}

interface CodePage {
  readonly count: number;
  readonly key: number;
  readonly row: number;
}

interface AliasTableAt {
  readonly table: number;
  readonly size: number;
}

/** floor(z * factor / 2^64) for a z in halves and factor up to 2^20: every product is exact in a double. */
export function scaledWords(low: number, high: number, factor: number): number {
  return Math.floor((high * factor + Math.floor((low * factor) / TWO_TO_32)) / TWO_TO_32);
}
