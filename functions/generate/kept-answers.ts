import type { Cache, CachedKind, CacheKey, FoundAnswer } from '../../shared/cache/cache.ts';
import { VERSION } from '../../shared/config/version.ts';
import { TENANT_ID } from '../../shared/contracts/tenant-id.ts';
import { GENERATION_VERSION } from '../../shared/contracts/versions.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import type { ResponseHeaders } from '../../shared/http/respond.ts';
import type { PreparedRequest } from './prepare-request.ts';

/** Smaller answers are made sooner than Redis tells them. */
const CHEAP_BYTES_MAX = 64 * 1024;

/** What one request may do with answers that were given before, as its `Cache-Control` says. */
export interface KeptAnswers {
  find(): Promise<FoundAnswer | undefined>;
  /** For those who ask for the same. */
  keep(bytes: Uint8Array<ArrayBuffer>): void;
}

export interface KeptRows {
  /** Absent: nobody asks for these again. */
  readonly kind: Extract<CachedKind, 'rows' | 'preview'> | undefined;
  /** Planned with the sizes of this seed. */
  readonly request: PreparedRequest;
  readonly seed: number;
  /** The first so many rows of each table; `Infinity` for all. */
  readonly rowsMax: number;
}

const NOTHING_KEPT: KeptAnswers = { find: async () => undefined, keep: () => undefined };

/** Answers with these rows in this format, by a hash of all that decides their bytes. */
export function keptRows(
  c: ApiContext,
  cache: Cache | undefined,
  { kind, request, seed, rowsMax }: KeptRows,
): KeptAnswers {
  if (cache === undefined || kind === undefined) return NOTHING_KEPT;
  const isCheap = request.estimate.bytes * shareOf(request, rowsMax) <= CHEAP_BYTES_MAX;
  const name = `${contentName(request)}/${seed}${Number.isFinite(rowsMax) ? `/${rowsMax}` : ''}`;
  return keptUnder(c, cache, { key: { tenantId: TENANT_ID, kind, name }, isCheap });
}

/** What was measured for this request, as the sizes of its caller's seed are. */
export function keptEstimate(
  c: ApiContext,
  cache: Cache | undefined,
  { request, isJob }: { readonly request: PreparedRequest; readonly isJob: boolean },
): KeptAnswers {
  if (cache === undefined) return NOTHING_KEPT;
  const name = `${contentName(request)}/${request.plan.seed}/${isJob ? 'job' : 'rows'}`;
  return keptUnder(c, cache, { key: { tenantId: TENANT_ID, kind: 'estimate', name }, isCheap: false });
}

/** `X-Cache`: the level that the answer was found in. */
export function cacheHeader({ level }: FoundAnswer): ResponseHeaders {
  return { 'x-cache': level };
}

function keptUnder(
  c: ApiContext,
  cache: Cache,
  { key, isCheap }: { readonly key: CacheKey; readonly isCheap: boolean },
): KeptAnswers {
  const asked = c.req.header('cache-control')?.toLowerCase() ?? '';
  if (asked.includes('no-store')) return NOTHING_KEPT;
  return {
    find: async () => (asked.includes('no-cache') ? undefined : cache.find(key, isCheap)),
    keep: (bytes) => cache.keep(key, bytes, isCheap),
  };
}

/** Of the rows that were planned, how many are asked for. */
function shareOf({ plan, estimate }: PreparedRequest, rowsMax: number): number {
  if (!Number.isFinite(rowsMax)) return 1;
  const rows = plan.tables.reduce((sum, table) => sum + Math.min(table.num_records, rowsMax), 0);
  return rows / Math.max(estimate.num_records, 1);
}

/**
 * The hash of the specification without its seed, with its output and all defaults; the frame of the answer; and the
 * release, since a later one may write other bytes.
 */
function contentName({ plan, hasTables }: PreparedRequest): string {
  return `${plan.spec_hash}/${VERSION}-${GENERATION_VERSION}/${hasTables ? 'tables' : 'table'}`;
}
