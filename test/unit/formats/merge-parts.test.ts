import { crc32, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../shared/contracts/plan.ts';
import { OutputSpec } from '../../../shared/contracts/spec-document.ts';
import { createPartEncoder } from '../../../shared/formats/create-part-encoder.ts';
import { mergePartsOf } from '../../../shared/formats/merge-parts.ts';
import type { MergeSource } from '../../../shared/formats/merge-piece.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { fixedTable } from '../../support/fixed-table.ts';
import { EVERY_OUTPUT } from '../../support/outputs.ts';

const ROWS = 300;
const COPIED: readonly OutputSpec[] = [
  ...EVERY_OUTPUT.filter(({ format }) => format !== 'parquet'),
  OutputSpec.parse({ format: 'sql', rows_per_statement: 7 }),
  OutputSpec.parse({ format: 'sql', statement: 'copy' }),
  OutputSpec.parse({ format: 'sql', dialect: 'sqlite', rows_per_statement: 1 }),
];

const columns = everyTypeColumns(ROWS);
const bound = fixedTable(new KernelSession(createWasmKernels(compileKernels())), columns, { pageRows: 64 });

async function encode(output: OutputSpec, rowStart: number, rowEnd: number) {
  const encoder = await createPartEncoder(bound, output);
  const part = encoder.encode(rowStart, rowEnd);
  return { ...part, bytes: new Uint8Array(Buffer.concat(part.slices)) };
}

function planOf(output: OutputSpec): Plan {
  const groups = columns.map(({ name }, position) => ({ kind: 'single', position, column: { name } }));
  // Out of order, as groups of entities are.
  return { output, tables: [{ name: 'fixed', groups: groups.toReversed() }] } as unknown as Plan;
}

async function merge(output: OutputSpec, cuts: number[]): Promise<Uint8Array> {
  const stored = new Map<string, Uint8Array>();
  async function* sources(): AsyncGenerator<MergeSource> {
    for (let i = 0; i + 1 < cuts.length; i++) {
      const { bytes, dataStart, dataEnd } = await encode(output, cuts[i]!, cuts[i + 1]!);
      const key = `part-${i}`;
      stored.set(key, bytes);
      const data_crc32 = crc32(bytes.subarray(dataStart, dataEnd)).toString(16).padStart(8, '0');
      const manifest = {
        key,
        row_start: cuts[i]!,
        data_start: dataStart,
        data_end: dataEnd,
        data_crc32,
        bytes: bytes.length,
      };
      yield { manifest, read: async (start: number, end: number) => bytes.slice(start, end) } as unknown as MergeSource;
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of mergePartsOf(planOf(output), 0)(sources())) {
    if (piece.kind === 'bytes') pieces.push(piece.bytes);
    else {
      const range = stored.get(piece.key)!.subarray(piece.start, piece.end);
      expect(crc32(range).toString(16).padStart(8, '0')).toBe(piece.crc32);
      pieces.push(range);
    }
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** What the file holds, decompressed by Node's own zlib. */
function inflate({ compression }: OutputSpec, bytes: Uint8Array): Uint8Array {
  if (compression === 'gzip') return new Uint8Array(gunzipSync(bytes));
  return compression === 'zstd' ? new Uint8Array(zstdDecompressSync(bytes)) : bytes;
}

/** Anywhere but for Arrow, whose record batches end where parts do. */
function cutsFor({ format }: OutputSpec): number[] {
  return format === 'arrow' ? [0, ROWS] : [0, 1, 2, 9, 14, 100, 101, ROWS];
}

describe('mergePartsOf', () => {
  // 64 is the page: cut there, one Arrow stream has the same record batches as several.
  it.each(COPIED)('makes of parts the bytes of one file: $format $compression $statement', async (output) => {
    const whole = inflate(output, (await encode(output, 0, ROWS)).bytes);
    for (const cuts of [[0, 64, 64, 192, ROWS], [0, 0, ROWS], cutsFor(output)])
      expect(inflate(output, await merge(output, cuts))).toEqual(whole);
  });

  it.each(COPIED)('makes of an empty part an empty file: $format $compression $statement', async (output) => {
    const { bytes } = await encode(output, 5, 5);
    expect(await merge(output, [5, 5])).toEqual(bytes);
    expect(inflate(output, bytes)).toBeDefined();
  });

  it('makes an Arrow stream that readers take, however the parts were cut', async () => {
    const table = tableFromIPC(await merge(OutputSpec.parse({ format: 'arrow' }), [0, 1, 100, ROWS]));
    expect(table.numRows).toBe(ROWS);
    expect(table.getChild('id')!.toArray()).toEqual(BigInt64Array.from(columns[0]!.values as bigint[]));
  });
});
