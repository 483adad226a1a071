import type { PartManifest } from '../../shared/contracts/part-manifest.ts';
import type { Plan, PlannedJob } from '../../shared/contracts/plan.ts';
import type { ChunkRange } from '../../shared/contracts/task.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { chunkCount, chunkRange } from '../../shared/planning/chunk-range.ts';
import type { PartRun, WorkerPool } from '../../shared/workers/worker-pool.ts';

export interface LocalWork extends PlannedJob {
  readonly tenantId: string;
  readonly jobId: string;
  readonly planHash: string;
}

export interface RunChunksOptions {
  readonly pool: WorkerPool;
  readonly signal: AbortSignal;
  /** Rows made so far, several times a second. */
  readonly onRows: (rowsDone: number) => void;
}

/** Works handed to the pool per worker: enough that none waits for this thread. */
const AHEAD = 3;
const REPORT_MS = 100;

/** Every chunk of a plan on the pool; the manifests by table and chunk. The first failure stops the others. */
export async function runChunks(
  work: LocalWork,
  { pool, signal, onRows }: RunChunksOptions,
): Promise<PartManifest[][]> {
  const chunks = new LocalChunks(work, pool);
  const cancel = () => chunks.stop(new AppError('CANCELLED', 'the generation was cancelled'));
  const reporting = setInterval(() => onRows(chunks.rowsDone), REPORT_MS);
  signal.addEventListener('abort', cancel);
  try {
    if (signal.aborted) cancel();
    const manifests = await chunks.run();
    onRows(chunks.rowsDone);
    return manifests;
  } finally {
    clearInterval(reporting);
    signal.removeEventListener('abort', cancel);
  }
}

class LocalChunks {
  readonly #address: Pick<LocalWork, 'tenantId' | 'jobId' | 'planHash'>;
  readonly #planned: PlannedJob;
  readonly #pool: WorkerPool;
  readonly #ranges: Generator<ChunkRange, void>;
  readonly #running = new Set<PartRun>();
  readonly #manifests: PartManifest[][];
  #rowsEnded = 0;
  #failure: unknown;

  constructor(work: LocalWork, pool: WorkerPool) {
    const { plan, blockSums, ...address } = work;
    this.#address = address;
    this.#planned = { plan, blockSums };
    this.#pool = pool;
    this.#ranges = allRanges(plan);
    this.#manifests = plan.tables.map(() => []);
  }

  get rowsDone(): number {
    return [...this.#running].reduce((rows, run) => rows + run.rowsDone(), this.#rowsEnded);
  }

  async run(): Promise<PartManifest[][]> {
    await Promise.all(Array.from({ length: this.#pool.workers * AHEAD }, () => this.#runLane()));
    if (this.#failure) throw this.#failure;
    return this.#manifests;
  }

  /** Takes no further chunk and cancels those that run; `reason` counts unless there is one already. */
  stop(reason: unknown): void {
    this.#failure ??= reason;
    this.#ranges.return();
    for (const run of this.#running) run.cancel();
  }

  async #runLane(): Promise<void> {
    for (const range of this.#ranges) {
      const run = this.#pool.run({ ...this.#address, range }, this.#planned);
      this.#running.add(run);
      try {
        this.#manifests[range.table]![range.chunk_index] = await run.manifest;
        this.#rowsEnded += range.row_end - range.row_start;
      } catch (error) {
        this.stop(error);
      } finally {
        this.#running.delete(run);
      }
    }
  }
}

function* allRanges({ tables }: Plan): Generator<ChunkRange, void> {
  for (const table of tables)
    for (let chunkIndex = 0; chunkIndex < chunkCount(table); chunkIndex++) yield chunkRange(table, chunkIndex);
}
