import type { EmbeddedPlatformOptions } from '../../scripts/tabular/embedded-platform.ts';
import type { Database, Queryable } from '../../shared/database/database.ts';

type Wrap = NonNullable<EmbeddedPlatformOptions['wrap']>;
type Store = 'jobs' | 'objects';

/** One call of one operation: before it does anything, or when it has done everything. */
interface CallMoment {
  readonly store: Store;
  readonly operation: string;
  readonly call: number;
  readonly edge: 'before' | 'after';
}

/** Where a process can die; each leaves something else half done. */
const CALLS = {
  'before the first claim': { store: 'jobs', operation: 'claimTasks', call: 1, edge: 'before' },
  'after a claim': { store: 'jobs', operation: 'claimTasks', call: 1, edge: 'after' },
  'between bytes and commit': { store: 'jobs', operation: 'completeTasks', call: 1, edge: 'before' },
  'after a commit': { store: 'jobs', operation: 'completeTasks', call: 2, edge: 'after' },
  'while a merge reads its parts': { store: 'objects', operation: 'copyUploadPart', call: 7, edge: 'after' },
  'before the merged file appears': { store: 'objects', operation: 'completeUpload', call: 1, edge: 'before' },
  'after the merged file appeared': { store: 'objects', operation: 'completeUpload', call: 1, edge: 'after' },
  'before the manifest': { store: 'objects', operation: 'put', call: 1, edge: 'before' },
  'between manifest and the end of the job': { store: 'jobs', operation: 'finishJob', call: 1, edge: 'before' },
  'before parts are deleted': { store: 'objects', operation: 'delete', call: 1, edge: 'before' },
} as const satisfies Record<string, CallMoment>;

const INSERTION = 'while tasks are inserted';

export type Moment = keyof typeof CALLS | typeof INSERTION;
export const MOMENTS: readonly Moment[] = [INSERTION, ...(Object.keys(CALLS) as (keyof typeof CALLS)[])];

/** Wrappers that kill this process at the moment, as SIGKILL does: nothing gets to run any more. */
export function killsAt(moment: Moment | 'none'): Wrap {
  if (moment === 'none') return {};
  if (moment === INSERTION) return { database: killInsert };
  const { store, operation, call, edge }: CallMoment = CALLS[moment];
  return { [store]: (target: object) => killCall(target, { operation, call, edge }) };
}

function killCall<Target extends object>(target: Target, { operation, call, edge }: Omit<CallMoment, 'store'>): Target {
  const original = (target as Record<string, (...args: unknown[]) => Promise<unknown>>)[operation]!;
  let calls = 0;
  const wrapped = async (...args: unknown[]): Promise<unknown> => {
    calls += 1;
    if (calls === call && edge === 'before') die();
    const result = await original.apply(target, args);
    if (calls === call && edge === 'after') die();
    return result;
  };
  return { ...target, [operation]: wrapped };
}

/** Dies between the second insertion of tasks and its commit. */
function killInsert(database: Database): Database {
  let insertions = 0;
  const transaction: Database['transaction'] = (work, options) =>
    database.transaction(async (real) => {
      const query: Queryable['query'] = async (sql, parameters) => {
        const rows = await real.query(sql, parameters);
        if (sql.includes('INSERT INTO tasks') && ++insertions === 2) die();
        return rows as never;
      };
      return work({ query, execute: (script) => real.execute(script) });
    }, options);
  return {
    engine: database.engine,
    transaction,
    query: (sql, parameters) => database.query(sql, parameters),
    execute: (script) => database.execute(script),
    tenantQuery: (tenantId, sql, parameters) => database.tenantQuery(tenantId, sql, parameters),
    maintain: () => database.maintain(),
    poolUse: () => database.poolUse(),
    close: () => database.close(),
  };
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}
