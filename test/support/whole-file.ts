import type { PlannedJob } from '../../shared/contracts/plan.ts';
import type { OutputSpec } from '../../shared/contracts/spec-document.ts';
import { createPartEncoder } from '../../shared/formats/create-part-encoder.ts';
import { mergePartsOf } from '../../shared/formats/merge-parts.ts';
import type { MergeSource } from '../../shared/formats/merge-piece.ts';
import { bindTable } from '../../shared/generation/bind-table.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import { checksumPart } from '../../shared/workers/write-part.ts';
import { KERNELS } from './generated-values.ts';

export interface FileWanted extends PlannedJob {
  readonly tableIndex: number;
  readonly output: OutputSpec;
  readonly rowEnd: number;
}

const hex = (checksum: number) => checksum.toString(16).padStart(8, '0');

/** The first rows of one table as a file: encoded as one part and merged, as a job does it, without its store. */
export async function wholeFile({ plan, blockSums, tableIndex, output, rowEnd }: FileWanted): Promise<Uint8Array> {
  const bound = bindTable(compileTable(plan, tableIndex, { blockSums }), new KernelSession(KERNELS.wasm()));
  const encoded = (await createPartEncoder(bound, output)).encode(0, rowEnd);
  const checksums = checksumPart(encoded);
  const part = new Uint8Array(Buffer.concat(encoded.slices));
  const source: MergeSource = {
    manifest: {
      table_index: tableIndex,
      chunk_index: 0,
      row_start: 0,
      row_end: rowEnd,
      key: 'part',
      bytes: part.length,
      crc32: hex(checksums.whole),
      data_start: encoded.dataStart,
      data_end: encoded.dataEnd,
      data_crc32: hex(checksums.data),
    },
    read: async (start, end) => part.subarray(start, end),
  };
  const pieces: Uint8Array[] = [];
  const merge = mergePartsOf({ ...plan, output }, tableIndex);
  for await (const piece of merge(only(source)))
    pieces.push(piece.kind === 'bytes' ? piece.bytes : part.subarray(piece.start, piece.end));
  return new Uint8Array(Buffer.concat(pieces));
}

async function* only(source: MergeSource): AsyncGenerator<MergeSource> {
  yield source;
}
