/**
 * Where the worker's program lies: beside the file that holds this code, `chunk-worker.ts` when running from sources,
 * `chunk-worker.mjs` when bundled. So every bundle that starts a pool has a bundled worker in its own folder.
 */
export function workerEntry(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './chunk-worker.ts' : './chunk-worker.mjs', import.meta.url);
}
