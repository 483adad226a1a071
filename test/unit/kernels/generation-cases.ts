import type { Address, GenerationKernels, Kernels } from '../../../shared/kernels/kernels.ts';

/** Where the cases keep their arguments: above all static memory, with room for 65,536 rows of any of them. */
export const AT = {
  key: 1_048_576,
  pieces: 1_049_088,
  start: 1_049_280,
  prefix: 1_049_344,
  suffix: 1_049_472,
  alphabet: 1_050_624,
  ranges: 1_064_960,
  /** An alias table of 20 codes. */
  smallTable: 1_069_056,
  fragments: 1_073_152,
  table: 1_114_112,
  groups: 2_097_152,
  codes: 2_228_224,
  input: 2_490_368,
  out: 3_145_728,
} as const;
export const MEMORY_PAGES = 144;

/** Anything with the generation kernels and a memory: the compiled module or the twins. */
export type Subject = GenerationKernels & Pick<Kernels, 'memory'>;

/** One call of one kernel: `run` writes at AT.out; `outBytes` says how much of it counts. */
export interface KernelCase {
  readonly name: string;
  readonly run: (kernels: Subject, count: number, row: number) => number | undefined;
  readonly outBytes: (count: number, returned: number | undefined) => number;
}

const bytesPerRow = (bytes: number) => (count: number) => count * bytes;
const textBytes = (_count: number, returned: number | undefined) => returned!;

function rows(
  name: string,
  bytes: number,
  call: (kernels: Subject, count: number, row: number) => unknown,
): KernelCase {
  return {
    name,
    run: (kernels, count, row) => {
      const returned = call(kernels, count, row);
      return typeof returned === 'number' ? returned : undefined;
    },
    outBytes: bytesPerRow(bytes),
  };
}

/** Kernels whose output is a function of the row alone: any split of a range into calls gives the same bytes. */
export const ROW_CASES: readonly KernelCase[] = [
  rows('hashes', 8, (k, n, row) => k.hashes(AT.out, n, AT.key, 3, row)),
  rows('sequenceI64', 8, (k, n, row) => k.sequenceI64(AT.out, n, row, -5_000_000_000n, 7_000_000_011n)),
  rows('aliasCodes8', 1, (k, n, row) => k.aliasCodes8(AT.out, n, AT.key, row, AT.smallTable, 20)),
  rows('aliasCodes16', 2, (k, n, row) => k.aliasCodes16(AT.out, n, AT.key, row, AT.table, 1_826)),
  rows('aliasCodesWide', 2, (k, n, row) => k.aliasCodesWide(AT.out, n, AT.key, row, AT.table, 65_536)),
  rows('uniformCodes16', 2, (k, n, row) => k.uniformCodes16(AT.out, n, AT.key, row, 65_536)),
  rows('booleanBytes', 1, (k, n, row) => k.booleanBytes(AT.out, n, AT.key, row, 3_006_477_107)),
  rows('uniformI32, all of it', 4, (k, n, row) => k.uniformI32(AT.out, n, AT.key, row, -(2 ** 31), 2 ** 32)),
  rows('uniformI32, small span', 4, (k, n, row) => k.uniformI32(AT.out, n, AT.key, row, 17_897, 1_826)),
  rows('uniformI64, all of it', 8, (k, n, row) => k.uniformI64(AT.out, n, AT.key, row, -(2n ** 63n), 0n)),
  rows('uniformI64, half rejected', 8, (k, n, row) => k.uniformI64(AT.out, n, AT.key, row, -5n, 2n ** 63n + 1n)),
  rows('uniformI64, 5 years of ms', 8, (k, n, row) =>
    k.uniformI64(AT.out, n, AT.key, row, 1_577_836_800_000n, 157_680_000_000n),
  ),
  rows('uniformF64', 8, (k, n, row) => k.uniformF64(AT.out, n, AT.key, row, -1.5, 1e9)),
  rows('uniformF64, two values', 8, (k, n, row) => k.uniformF64(AT.out, n, AT.key, row, 1, 1 + 2 ** -51)),
  rows('quantileF64', 8, (k, n, row) => k.quantileF64(AT.out, n, AT.key, row, AT.table, 48)),
  rows('quantileF64, few octaves', 8, (k, n, row) => k.quantileF64(AT.out, n, AT.key, row, AT.table, 3)),
  rows('quantileF64, most octaves', 8, (k, n, row) => k.quantileF64(AT.out, n, AT.key, row, AT.table, 64)),
  rows('permutedI64, all of it', 8, (k, n, row) => k.permutedI64(AT.out, n, AT.key, row, -(2n ** 63n), 0n)),
  rows('permutedI64, half walked', 8, (k, n, row) => k.permutedI64(AT.out, n, AT.key, row, 7n, 2n ** 59n + 1n)),
  rows('permutedI64, 18 digits', 8, (k, n, row) => k.permutedI64(AT.out, n, AT.key, row, 10n ** 17n, 9n * 10n ** 17n)),
  rows('permutedI64, 33 bits', 8, (k, n, row) => k.permutedI64(AT.out, n, AT.key, row, -5n, 2n ** 32n + 1n)),
  rows('permutedI64, one value', 8, (k, n, row) => k.permutedI64(AT.out, n, AT.key, row, 3n, 1n)),
  rows('permutedI32, all of it', 4, (k, n, row) => k.permutedI32(AT.out, n, AT.key, row, -(2 ** 31), 2 ** 32)),
  rows('permutedI32, some walked', 4, (k, n, row) => k.permutedI32(AT.out, n, AT.key, row, -17, 10_007)),
  rows('permutedI32, small', 4, (k, n, row) => k.permutedI32(AT.out, n, AT.key, row, 100, 77)),
  rows('uuidV4', 16, (k, n, row) => k.uuidV4(AT.out, n, AT.key, row)),
  {
    name: 'randomText, ASCII',
    run: (k, n, row) => k.randomText(AT.out, n, AT.key, row, 8, 16, AT.alphabet, 36),
    outBytes: textBytes,
  },
  {
    name: 'randomText, one to four bytes each',
    run: (k, n, row) => k.randomText(AT.out, n, AT.key, row, 0, 9, AT.alphabet, 1_000),
    outBytes: textBytes,
  },
  {
    name: 'randomText, two characters',
    run: (k, n, row) => k.randomText(AT.out, n, AT.key, row, 3, 40, AT.alphabet, 2),
    outBytes: textBytes,
  },
  {
    name: 'randomText, one character',
    run: (k, n, row) => k.randomText(AT.out, n, AT.key, row, 17, 18, AT.alphabet, 1),
    outBytes: textBytes,
  },
  {
    name: 'rowText, short',
    run: (k, n, row) => k.rowText(AT.out, n, row, 1, AT.prefix, 4, AT.suffix, 12),
    outBytes: textBytes,
  },
  {
    name: 'rowText, padded',
    run: (k, n, row) => k.rowText(AT.out, n, row, 12, AT.prefix, 16, AT.suffix, 0),
    outBytes: textBytes,
  },
  {
    name: 'rowText, padded beyond a vector',
    run: (k, n, row) => k.rowText(AT.out, n, row, 21, AT.prefix, 0, AT.suffix, 3),
    outBytes: textBytes,
  },
  {
    name: 'rowText, long literals',
    run: (k, n, row) => k.rowText(AT.out, n, row, 3, AT.prefix, 40, AT.suffix, 33),
    outBytes: textBytes,
  },
];

/** Kernels that read row-aligned input from the page: only twin against module. */
export const PAGE_CASES: readonly KernelCase[] = [
  {
    name: 'booleanBits',
    run: (k, n, row) => void k.booleanBits(AT.out, n, AT.key, row, 1_234_567_890) as undefined,
    outBytes: (count) => Math.ceil(count / 8),
  },
  {
    name: 'booleanBits, always',
    run: (k, n, row) => void k.booleanBits(AT.out, n, AT.key, row, 2 ** 32) as undefined,
    outBytes: (count) => Math.ceil(count / 8),
  },
  rows('groupedCodes16', 2, (k, n, row) => k.groupedCodes16(AT.out, n, AT.key, row, AT.groups, AT.ranges)),
  {
    name: 'concatText',
    run: (k, n, row) => k.concatText(AT.out, n, row, AT.pieces, 5),
    outBytes: textBytes,
  },
  inPlace('clampF64', 8, (k, n) => k.clampF64(AT.out, n, -1_000, 0)),
  inPlace('roundF64', 8, (k, n) => k.roundF64(AT.out, n, 100)),
  inPlace('multiplyI64', 8, (k, n) => k.multiplyI64(AT.out, n, -1_000_000_007_000n)),
  inPlace('roundToI32 in place', 4, (k, n) => k.roundToI32(AT.out, AT.out, n, -70_000, 2 ** 31 - 1)),
  rows('roundToI32', 4, (k, n) => k.roundToI32(AT.out, AT.input, n, -(2 ** 31), 2 ** 31 - 1)),
  rows('roundToI64', 8, (k, n) => k.roundToI64(AT.out, AT.input, n, -(2n ** 63n), 2n ** 63n - 1n)),
  rows('roundToI64, odd bounds', 8, (k, n) => k.roundToI64(AT.out, AT.input, n, -(2n ** 60n) - 77n, 2n ** 60n + 77n)),
  rows('toF32', 4, (k, n) => k.toF32(AT.out, AT.input, n, Infinity)),
  rows('toF32 below 0', 4, (k, n) => k.toF32(AT.out, AT.input, n, 0)),
  rows('toF32 below 0.1', 4, (k, n) => k.toF32(AT.out, AT.input, n, 0.1)),
];

function inPlace(name: string, bytes: number, call: (kernels: Subject, count: number) => void): KernelCase {
  return {
    name,
    run: (kernels, count) => {
      const all = new Uint8Array(kernels.memory.buffer);
      all.copyWithin(AT.out, AT.input, AT.input + 8 * count);
      call(kernels, count);
      return undefined;
    },
    outBytes: bytesPerRow(bytes),
  };
}

/** The bytes that a case writes for `count` rows from `row` on. */
export function outputOf(kernels: Subject, { run, outBytes }: KernelCase, count: number, row: number): Uint8Array {
  const returned = run(kernels, count, row);
  return new Uint8Array(kernels.memory.buffer).slice(AT.out, AT.out + outBytes(count, returned));
}

/** Fills every argument area with the same pseudo-random bytes and tables; `random` gives integers below 2^32. */
export function placeArguments(kernels: Subject, random: () => number): void {
  const bytes = new Uint8Array(kernels.memory.buffer);
  const view = new DataView(kernels.memory.buffer);
  for (let i = 0; i < 16; i++) bytes[AT.key + i] = random();
  for (let i = 0; i < 64; i++) bytes[AT.prefix + i] = bytes[AT.suffix + i] = 97 + (random() % 26);
  placeAlphabet(bytes, random);
  placeTables(view, random);
  placeInputs(view, random);
  placePieces(view, random);
}

function placeAlphabet(bytes: Uint8Array, random: () => number): void {
  for (let i = 0; i < 1_000; i++) {
    const entry: Address = AT.alphabet + 8 * i;
    bytes[entry] = i < 36 ? 1 : 1 + (random() % 4);
    for (let j = 1; j <= 4; j++) bytes[entry + j] = random();
  }
}

/** Doubles as a quantile table; their bytes serve as thresholds and aliases too. */
function placeTables(view: DataView, random: () => number): void {
  for (let at: Address = AT.table; at < AT.table + 393_216; at += 8) view.setFloat64(at, random() / 2 ** 16, true);
  for (let i = 0; i < 20; i++) {
    view.setUint32(AT.smallTable + 4 * i, random(), true);
    view.setUint16(AT.smallTable + 80 + 2 * i, random() % 20, true);
  }
  for (let i = 0; i < 256; i++) {
    const start = random() % 30_000;
    view.setUint32(AT.ranges + 8 * i, start, true);
    view.setUint32(AT.ranges + 8 * i + 4, 1 + (random() % 30_000), true);
  }
}

const AWKWARD = [0, -0, 0.5, 1.5, 2.5, -0.5, -1.5, 0.125, 1e300, -1e300, 2 ** 52, 2 ** 53, 2 ** 63, -(2 ** 63), 0.1];

function placeInputs(view: DataView, random: () => number): void {
  for (let i = 0; i < 65_600; i++) {
    const magnitude = 10 ** ((random() % 40) - 18);
    const value = i < AWKWARD.length ? AWKWARD[i]! : (random() - 2 ** 31) * magnitude;
    view.setFloat64(AT.input + 8 * i, value, true);
    view.setUint8(AT.groups + i, random());
    view.setUint16(AT.codes + 2 * i, random() % 100, true);
  }
}

function placePieces(view: DataView, random: () => number): void {
  let offset = 4 * 101;
  for (let i = 0; i < 100; i++) {
    view.setUint32(AT.fragments + 4 * i, offset, true);
    const length = i === 7 ? 0 : random() % 40;
    for (let j = 0; j < length; j++) view.setUint8(AT.fragments + offset + j, random());
    offset += length;
  }
  view.setUint32(AT.fragments + 400, offset, true);
  view.setBigInt64(AT.start, -70n, true);
  const pieces = [
    [1, AT.codes, 2, AT.fragments],
    [0, AT.prefix, 21, 0],
    [2, 4, AT.start, 0],
    [0, AT.suffix, 3, 0],
    [2, 0, AT.start, 0],
  ];
  for (const [i, words] of pieces.entries())
    for (const [j, word] of words.entries()) view.setUint32(AT.pieces + 16 * i + 4 * j, word, true);
}
