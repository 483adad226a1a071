import { crc32 } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../shared/contracts/plan.ts';
import type { OutputFormat } from '../../../shared/contracts/spec-document.ts';
import { createPartEncoder } from '../../../shared/formats/create-part-encoder.ts';
import { mergePartsOf } from '../../../shared/formats/merge-parts.ts';
import type { MergeSource } from '../../../shared/formats/merge-piece.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import { everyTypeColumns } from '../../support/every-type.ts';
import { fixedTable } from '../../support/fixed-table.ts';

const ROWS = 300;
const columns = everyTypeColumns(ROWS);
const bound = fixedTable(new KernelSession(createWasmKernels(compileKernels())), columns, { pageRows: 64 });

async function encode(format: OutputFormat, rowStart: number, rowEnd: number) {
  const encoder = await createPartEncoder(bound, { format, compression: 'none' });
  const part = encoder.encode(rowStart, rowEnd);
  return { ...part, bytes: new Uint8Array(Buffer.concat(part.slices)) };
}

function planOf(format: OutputFormat): Plan {
  const groups = columns.map(({ name }, position) => ({ kind: 'single', position, column: { name } }));
  // Out of order, as groups of entities are.
  return { output: { format }, tables: [{ groups: groups.toReversed() }] } as unknown as Plan;
}

async function merge(format: OutputFormat, cuts: number[]): Promise<Uint8Array> {
  const stored = new Map<string, Uint8Array>();
  async function* sources(): AsyncGenerator<MergeSource> {
    for (let i = 0; i + 1 < cuts.length; i++) {
      const { bytes, dataStart, dataEnd } = await encode(format, cuts[i]!, cuts[i + 1]!);
      const key = `part-${i}`;
      stored.set(key, bytes);
      const data_crc32 = crc32(bytes.subarray(dataStart, dataEnd)).toString(16).padStart(8, '0');
      const manifest = { key, data_start: dataStart, data_end: dataEnd, data_crc32, bytes: bytes.length };
      yield { manifest, read: async (start: number, end: number) => bytes.slice(start, end) } as unknown as MergeSource;
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of mergePartsOf(planOf(format), 0)(sources())) {
    if (piece.kind === 'bytes') pieces.push(piece.bytes);
    else {
      const range = stored.get(piece.key)!.subarray(piece.start, piece.end);
      expect(crc32(range).toString(16).padStart(8, '0')).toBe(piece.crc32);
      pieces.push(range);
    }
  }
  return new Uint8Array(Buffer.concat(pieces));
}

describe('mergePartsOf', () => {
  // 64 is the page: cut there, one Arrow stream has the same record batches as several.
  it.each(['csv', 'json', 'jsonl', 'arrow'] as const)('makes of %s parts the bytes of one file', async (format) => {
    const { bytes } = await encode(format, 0, ROWS);
    expect(await merge(format, [0, 64, 64, 192, ROWS])).toEqual(bytes);
    expect(await merge(format, [0, 0, ROWS])).toEqual(bytes);
  });

  it.each(['csv', 'json', 'jsonl', 'arrow'] as const)('makes of an empty %s part an empty file', async (format) => {
    expect(await merge(format, [5, 5])).toEqual((await encode(format, 5, 5)).bytes);
  });

  it('makes an Arrow stream that readers take, however the parts were cut', async () => {
    const table = tableFromIPC(await merge('arrow', [0, 1, 100, ROWS]));
    expect(table.numRows).toBe(ROWS);
    expect(table.getChild('id')!.toArray()).toEqual(BigInt64Array.from(columns[0]!.values as bigint[]));
  });
});
