/** Wakes those who wait for the events of a job in this process. Other processes are heard by polling. */
export class EventNotifier {
  readonly #waiters = new Map<string, Set<() => void>>();

  notify(tenantId: string, jobId: string): void {
    for (const wake of this.#waiters.get(keyOf(tenantId, jobId)) ?? []) wake();
  }

  /** Resolves at the next `notify` of the job, after `timeoutMs`, or when `signal` aborts. */
  wait(job: { tenantId: string; jobId: string }, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    const key = keyOf(job.tenantId, job.jobId);
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#remove(key, wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      signal?.addEventListener('abort', wake, { once: true });
      this.#waiters.set(key, (this.#waiters.get(key) ?? new Set()).add(wake));
    });
  }

  #remove(key: string, wake: () => void): void {
    const waiters = this.#waiters.get(key);
    waiters?.delete(wake);
    if (waiters?.size === 0) this.#waiters.delete(key);
  }
}

function keyOf(tenantId: string, jobId: string): string {
  return `${tenantId}/${jobId}`;
}
