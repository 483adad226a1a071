/** Longer than a connection takes; what answers later has heard the ring. */
const RING_MS = 2_000;

/**
 * Rings the doorbell of other functions, `<functionsUrl>/<name>`, without waiting for their work. Without an address
 * nothing happens. A ring may be lost: tick finds what was left.
 */
export function createRing(functionsUrl: string | undefined, apiKey: string | undefined): (name: string) => void {
  if (functionsUrl === undefined) return () => undefined;
  const headers: Record<string, string> = apiKey === undefined ? {} : { 'x-api-key': apiKey };
  return (name) => {
    const signal = AbortSignal.timeout(RING_MS);
    fetch(`${functionsUrl}/${name}`, { method: 'POST', headers, signal }).then(
      (response) => response.body?.cancel(),
      () => undefined,
    );
  };
}
