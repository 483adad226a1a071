import type { PartManifest } from '../contracts/part-manifest.ts';
import type { PlannedJob } from '../contracts/plan.ts';
import type { ChunkRange } from '../contracts/task.ts';
import type { ObjectStoreAddress } from '../objects/object-store-address.ts';
import type { FilePart } from './store-segment.ts';

/** One chunk to generate, encode and store. */
export interface PartWork {
  readonly tenantId: string;
  readonly jobId: string;
  readonly planHash: string;
  readonly range: ChunkRange;
  /** Where its file is one upload that chunks write straight into. */
  readonly upload?: FilePart;
}

/** Reports rows done after every page; throws to stop the work. */
export type OnPage = (rowsDone: number) => void;

/** What a worker thread is born with. */
export interface WorkerBirth {
  readonly workerIndex: number;
  readonly kernels: WebAssembly.Module;
  readonly slots: SharedArrayBuffer;
  readonly objects: ObjectStoreAddress;
}

/** From the pool to every worker alike: a plan with its sums precedes the first work that needs it. */
export type PoolMessage =
  | { readonly kind: 'plan'; readonly planHash: string; readonly planned: PlannedJob }
  | { readonly kind: 'forget'; readonly planHash: string }
  | { readonly kind: 'work'; readonly run: number; readonly slot: number; readonly work: PartWork }
  | { readonly kind: 'close' };

export type WorkerMessage =
  | { readonly kind: 'done'; readonly run: number; readonly manifest: PartManifest }
  | { readonly kind: 'failed'; readonly run: number; readonly code: string; readonly message: string; stack: string };
