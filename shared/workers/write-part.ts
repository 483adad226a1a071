import { datasetIdOf } from '../contracts/dataset-id.ts';
import type { PartManifest } from '../contracts/part-manifest.ts';
import type { Plan, PlannedJob, PlannedTable } from '../contracts/plan.ts';
import { GENERATION_VERSION } from '../contracts/versions.ts';
import { AppError } from '../errors/app-error.ts';
import { invariant } from '../errors/invariant.ts';
import { checksumHex, checksumSlices } from '../formats/checksum.ts';
import { crc32Combine } from '../formats/crc32-combine.ts';
import { cutSegment, sliceRange } from '../formats/cut-segment.ts';
import type { EncodedPart, PartEncoder } from '../formats/part-encoder.ts';
import { datasetFileKey, partKey } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { fileEnding, partFileName } from '../planning/file-name.ts';
import { fileOfChunk } from '../planning/merge-ranges.ts';
import type { OnPage, PartWork } from './part-work.ts';
import { storeSegment } from './store-segment.ts';

export interface PartWriter {
  readonly objects: ObjectStore;
  /** The encoder of a table's parts, with its program bound and ready until the next call. */
  readonly acquireEncoder: (
    planHash: string,
    planned: PlannedJob,
    tableIndex: number,
  ) => PartEncoder | Promise<PartEncoder>;
}

/**
 * One chunk of one table: a pure function of the plan, then one write. Safe to run twice. Where the store joins only
 * pieces above a size, it gets what the file will hold; else the whole part.
 */
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
  const segment = isSegmented(plan, objects)
    ? await storeSegment({ ...cutPart(part, work, plan), dataChecksum: checks.data }, { ...work, key }, objects)
    : await objects.put(key, part.slices).then(() => undefined);
  return {
    table_index: table,
    chunk_index,
    row_start,
    row_end,
    key,
    bytes: part.bytes,
    crc32: checksumHex(checks.whole),
    data_start: part.dataStart,
    data_end: part.dataEnd,
    data_crc32: checksumHex(checks.data),
    ...(segment !== undefined && { segment }),
    ...(part.checks !== undefined && { checks: [...part.checks] }),
  };
}

/** CRC-32 of the whole part and of its data range, reading every byte once. */
export function checksumPart({ slices, dataStart, dataEnd }: EncodedPart): { whole: number; data: number } {
  const head = checksumSlices(sliceRange(slices, 0, dataStart));
  const data = checksumSlices(sliceRange(slices, dataStart, dataEnd));
  const joined = crc32Combine(head, data, dataEnd - dataStart);
  return { whole: checksumSlices(sliceRange(slices, dataEnd, Number.POSITIVE_INFINITY), joined), data };
}

function isSegmented({ output }: Plan, { uploadPartBytesMin }: ObjectStore): boolean {
  return output.layout === 'file' && uploadPartBytesMin > 0;
}

function cutPart(part: EncodedPart, { range }: PartWork, plan: Plan) {
  const { chunk_start } = fileOfChunk(tableOf(plan, range.table), plan.output, range.chunk_index);
  return cutSegment(part, { isFirst: range.chunk_index === chunk_start });
}

/** Parts that stay parts are written where readers will find them; nobody sees them before the manifest. */
function keyOf({ tenantId, jobId, range }: PartWork, plan: Plan): string {
  const extension = fileEnding(plan.output);
  const chunkIndex = range.chunk_index;
  if (plan.output.layout === 'file')
    return partKey({ tenantId, jobId, tableIndex: range.table, chunkIndex, extension });
  const { name } = tableOf(plan, range.table);
  return datasetFileKey(tenantId, datasetIdOf(jobId), partFileName(name, chunkIndex, plan.output));
}

function tableOf(plan: Plan, tableIndex: number): PlannedTable {
  const table = plan.tables[tableIndex];
  invariant(table, 'a chunk belongs to a table of its plan');
  return table;
}

function requireVersion({ generation_version }: Plan): void {
  if (generation_version === GENERATION_VERSION) return;
  const message = `the plan needs generation version ${generation_version}; this release makes ${GENERATION_VERSION}`;
  throw new AppError('VERSION_NOT_SUPPORTED', message);
}
