import { randomUUID } from 'node:crypto';
import { AppError } from '../../errors/app-error.ts';
import { deleteBelow } from '../delete-below.ts';
import type { ObjectStore } from '../object-store.ts';
import type { S3Address } from '../object-store-address.ts';
import { createS3Calls } from '../s3/s3-calls.ts';
import { createS3ObjectStore } from '../s3/s3-object-store.ts';
import { ADDRESS_CHECKS } from './address-checks.ts';
import { OBJECT_CHECKS } from './object-checks.ts';
import type { S3Check, S3Probe } from './s3-check.ts';
import { UPLOAD_CHECKS } from './upload-checks.ts';

export interface S3Finding {
  readonly name: string;
  /** `weak`: missing, and jobs work all the same; `skipped`: the store could not be reached. */
  readonly outcome: 'works' | 'weak' | 'missing' | 'skipped';
  /** What was found instead, and what to do; null when it works. */
  readonly problem: string | null;
  readonly remedy: string | null;
  /** Actions that the key needs for this. */
  readonly permissions: readonly string[];
  readonly seconds: number;
}

/** Somebody waits: what does not answer soon does not answer. */
const PATIENCE_MS = 2_000;

/** No tenant is called so: names are encoded, and this one would become another. */
const PROBE_TENANT = '~probe';

const REACH: S3Check = {
  name: 'bucket',
  permissions: ['s3:ListBucket'],
  remedy: 'check the address and the keys; --create-bucket creates a bucket that is missing',
  run: ({ address }) => findBucket(address),
};

const CHECKS: readonly S3Check[] = [...OBJECT_CHECKS, ...UPLOAD_CHECKS, ...ADDRESS_CHECKS];

/**
 * Tries everything that we need of a store, with the key that we will have, and removes what it wrote. About a second
 * and 50 MB. `onFinding` hears of each check as it ends; nothing is thrown for what the store lacks.
 */
export async function probeS3(
  address: S3Address,
  { now, onFinding = () => undefined }: { readonly now: () => number; readonly onFinding?: (found: S3Finding) => void },
): Promise<S3Finding[]> {
  const store = createS3ObjectStore(address, { patienceMs: PATIENCE_MS });
  const prefix = `t/${PROBE_TENANT}/${randomUUID()}/`;
  const probe: S3Probe = { address, store, now, key: (name) => prefix + name };
  const findings: S3Finding[] = [];
  const note = (found: S3Finding) => {
    findings.push(found);
    onFinding(found);
  };
  const reached = await runCheck(REACH, probe);
  note(reached);
  for (const check of CHECKS) note(reached.outcome === 'works' ? await runCheck(check, probe) : skipped(check));
  if (reached.outcome === 'works') note(await runCheck(clearing(store, prefix), probe));
  return findings;
}

async function runCheck(check: S3Check, probe: S3Probe): Promise<S3Finding> {
  const { name, permissions, remedy } = check;
  const startedMs = performance.now();
  const seconds = () => Math.round(performance.now() - startedMs) / 1_000;
  try {
    await check.run(probe);
    return { name, outcome: 'works', problem: null, remedy: null, permissions, seconds: seconds() };
  } catch (error) {
    const problem = error instanceof AppError ? error.message : `the check failed (${(error as Error).message})`;
    const outcome = check.isOptional ? 'weak' : 'missing';
    return { name, outcome, problem, remedy, permissions, seconds: seconds() };
  }
}

function skipped({ name, permissions }: S3Check): S3Finding {
  return { name, outcome: 'skipped', problem: null, remedy: null, permissions, seconds: 0 };
}

/** Also after checks that failed half-way. */
function clearing(store: ObjectStore, prefix: string): S3Check {
  return {
    name: 'clearing up',
    permissions: ['s3:ListBucket', 's3:DeleteObject'],
    remedy: `delete what lies below ${prefix} by hand`,
    isOptional: true,
    async run() {
      const uploads = await store.listUploads().catch(() => []);
      for (const upload of uploads) if (upload.key.startsWith(prefix)) await store.abortUpload(upload);
      await deleteBelow(store, prefix);
    },
  };
}

/** A HEAD tells no reason, so the same is asked with a list. */
async function findBucket(address: S3Address): Promise<void> {
  const { call } = createS3Calls(address, PATIENCE_MS);
  const { bucket: Bucket } = address;
  await call({ key: '' }, ({ sdk, client }) => client.send(new sdk.ListObjectsV2Command({ Bucket, MaxKeys: 1 })));
}
