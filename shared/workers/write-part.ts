import { crc32 } from 'node:zlib';
import type { PlannedJob } from '../contracts/block-sums.ts';
import { datasetIdOf } from '../contracts/dataset-id.ts';
import type { PartManifest } from '../contracts/part-manifest.ts';
import type { Plan } from '../contracts/plan.ts';
import { GENERATION_VERSION } from '../contracts/versions.ts';
import { AppError } from '../errors/app-error.ts';
import { invariant } from '../errors/invariant.ts';
import { crc32Combine } from '../formats/crc32-combine.ts';
import type { EncodedPart, PartEncoder } from '../formats/part-encoder.ts';
import { datasetFileKey, partKey } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { fileEnding, partFileName } from '../planning/file-name.ts';
import type { OnPage, PartWork } from './part-work.ts';

export interface PartWriter {
  readonly objects: ObjectStore;
  /** The encoder of a table's parts, with its program bound and ready until the next call. */
  readonly acquireEncoder: (
    planHash: string,
    planned: PlannedJob,
    tableIndex: number,
  ) => PartEncoder | Promise<PartEncoder>;
}

/** One chunk of one table: a pure function of the plan, then one write. Safe to run twice. */
export async function writePart(
  { work, planned, onPage }: { work: PartWork; planned: PlannedJob; onPage: OnPage },
  { objects, acquireEncoder }: PartWriter,
): Promise<PartManifest> {
  const { plan } = planned;
  requireVersion(plan);
  const { table, chunk_index, row_start, row_end } = work.range;
  const encoder = await acquireEncoder(work.planHash, planned, table);
  const part = encoder.encode(row_start, row_end, onPage);
  const key = keyOf(work, plan);
  const checks = checksumPart(part);
  await objects.put(key, part.slices);
  return {
    table_index: table,
    chunk_index,
    row_start,
    row_end,
    key,
    bytes: part.bytes,
    crc32: hex(checks.whole),
    data_start: part.dataStart,
    data_end: part.dataEnd,
    data_crc32: hex(checks.data),
    ...(part.checks !== undefined && { checks: [...part.checks] }),
  };
}

/** CRC-32 of the whole part and of its data range, reading every byte once. */
export function checksumPart({ slices, dataStart, dataEnd }: EncodedPart): { whole: number; data: number } {
  const head = checksumRange(slices, 0, dataStart, 0);
  const data = checksumRange(slices, dataStart, dataEnd, 0);
  const joined = crc32Combine(head, data, dataEnd - dataStart);
  return { whole: checksumRange(slices, dataEnd, Number.POSITIVE_INFINITY, joined), data };
}

/** Parts that stay parts are written where readers will find them; nobody sees them before the manifest. */
function keyOf({ tenantId, jobId, range }: PartWork, plan: Plan): string {
  const extension = fileEnding(plan.output);
  const chunkIndex = range.chunk_index;
  if (plan.output.layout === 'file')
    return partKey({ tenantId, jobId, tableIndex: range.table, chunkIndex, extension });
  const table = plan.tables[range.table];
  invariant(table, 'a chunk belongs to a table of its plan');
  return datasetFileKey(tenantId, datasetIdOf(jobId), partFileName(table.name, chunkIndex, plan.output));
}

function checksumRange(slices: readonly Uint8Array[], start: number, end: number, seed: number): number {
  let checksum = seed;
  let position = 0;
  for (const slice of slices) {
    const from = Math.max(start - position, 0);
    const to = Math.min(end - position, slice.length);
    if (from < to) checksum = crc32(slice.subarray(from, to), checksum);
    position += slice.length;
  }
  return checksum;
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

function requireVersion({ generation_version }: Plan): void {
  if (generation_version === GENERATION_VERSION) return;
  const message = `the plan needs generation version ${generation_version}; this release makes ${GENERATION_VERSION}`;
  throw new AppError('VERSION_NOT_SUPPORTED', message);
}
