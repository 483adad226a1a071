import { datasetIdOf } from '../contracts/dataset-id.ts';
import type { Job } from '../contracts/job.ts';
import { AppError } from '../errors/app-error.ts';
import { ERROR_CODES, type ErrorCode } from '../errors/error-codes.ts';
import { problemText } from '../errors/problem-of.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { copyObject } from '../objects/copy-object.ts';
import { type DatasetPlace, findDatasetFile } from '../objects/dataset-objects.ts';
import { encodeFileName, outboxPrefix } from '../objects/object-keys.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { parseInboxKey } from './inbox-key.ts';
import type { ClaimedArrival, ClaimSettlement } from './inbox-store.ts';

export interface DeliverDependencies {
  readonly inbox: Pick<ClaimSettlement, 'keepClaim'>;
  readonly jobs: Pick<JobStore, 'getManifest'>;
  readonly objects: ObjectStore;
}

/** A third of a claim's time. */
const KEEP_MS = 20_000;

const KEYS_AT_ONCE = 1_000;

/** What a file in the outbox was copied of: a large dataset may take several tries. */
const COPY_OF = 'copy-of';

/**
 * Brings the files of a job that succeeded to the outbox, manifest.json last; what an earlier request of this name left
 * there goes first. False when another process has the claim by now: that one goes on behind the files that are there.
 */
export async function deliverArrival(
  arrival: ClaimedArrival,
  job: Job,
  { inbox, jobs, objects }: DeliverDependencies,
): Promise<boolean> {
  const { tenantId } = arrival;
  const outbox = outboxOf(arrival);
  if (outbox === undefined) return true;
  const manifest = await jobs.getManifest(tenantId, job.id);
  const place = { tenantId, datasetId: datasetIdOf(job.id), tier: job.storage_tier ?? 'hot' };
  const names = manifest.tables.flatMap(({ files }) => files.map(({ name }) => name));
  const keeping = setInterval(() => inbox.keepClaim(arrival).catch(() => undefined), KEEP_MS);
  try {
    const toKey = (name: string) => outbox + encodeFileName(name);
    await clear(objects, outbox, new Set(names.map(toKey)));
    for (const name of names) await copyFile(objects, place, { name, toKey: toKey(name) });
    if (!(await inbox.keepClaim(arrival))) return false;
    await objects.put(`${outbox}manifest.json`, [encode(`${JSON.stringify(manifest, undefined, 2)}\n`)]);
    return true;
  } finally {
    clearInterval(keeping);
  }
}

async function copyFile(
  objects: ObjectStore,
  place: DatasetPlace,
  { name, toKey }: { readonly name: string; readonly toKey: string },
): Promise<void> {
  const file = await findDatasetFile(objects, place, name);
  if (file === undefined) throw new AppError('FILE_NOT_FOUND', `file "${name}" of the dataset is gone`);
  if ((await objects.find(toKey))?.metadata?.[COPY_OF] === file.etag) return;
  await copyObject(objects, file, { key: toKey, metadata: { [COPY_OF]: file.etag } });
}

/** Deletes what is below a prefix but for `kept`: first what says that the rest is there. */
async function clear(objects: ObjectStore, prefix: string, kept: ReadonlySet<string>): Promise<void> {
  await objects.delete([`${prefix}manifest.json`]);
  for (let after = ''; ; ) {
    const page = await objects.list(prefix, { limit: KEYS_AT_ONCE, ...(after !== '' && { after }) });
    await objects.delete(page.map(({ key }) => key).filter((key) => !kept.has(key)));
    if (page.length < KEYS_AT_ONCE) return;
    after = page.at(-1)!.key;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Puts why a request came to nothing where its results would be. */
export async function deliverError(
  arrival: ClaimedArrival,
  error: AppError,
  { objects }: Pick<DeliverDependencies, 'objects'>,
): Promise<void> {
  const outbox = outboxOf(arrival);
  if (outbox === undefined) return;
  await clear(objects, outbox, new Set());
  await objects.put(`${outbox}error.json`, [encode(`${problemText(error, arrival.id)}\n`)]);
}

function outboxOf({ tenantId, key }: ClaimedArrival): string | undefined {
  const parsed = parseInboxKey(key);
  return parsed && outboxPrefix(tenantId, parsed.name);
}

/** Why a job that has ended has no results. */
export function errorOfJob({ id, state, error }: Job): AppError {
  if (error === null) return new AppError('CANCELLED', `job "${id}" was ${state}`);
  const code = Object.hasOwn(ERROR_CODES, error.code) ? (error.code as ErrorCode) : 'INTERNAL';
  return new AppError(code, `job "${id}" failed: ${error.message}`);
}
