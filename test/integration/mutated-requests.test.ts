import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTestServer, json } from '../support/generate-server.ts';
import { mutatedSpecText } from '../support/mutated-spec.ts';

/** What a request may be answered: rows, a job that needs a database, or a problem that explains itself. */
const ALLOWED = new Set([200, 400, 413, 422, 503]);
const RUNS = 10_000;

it(`answers ${RUNS} mutated specs with rows or with a problem, never with a failure`, {
  timeout: 300_000,
}, async () => {
  const server = createTestServer();
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(mutatedSpecText, async (text) => {
      const response = await server.ask('/generate', json(text));
      const body = (await response.json()) as {
        code?: string;
        detail?: string;
        data?: unknown[] | Record<string, unknown[]>;
        num_records?: number;
      };
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      expect(ALLOWED, `${response.status} ${body.code} ${body.detail}`).toContain(response.status);
      // Rows of one table are a list, those of several a list by table: flattened, both are as many as were told.
      if (response.status === 200) expect(Object.values(body.data!).flat()).toHaveLength(body.num_records!);
      else expect(body.detail).toMatch(/\S/);
      expect(Object.prototype).not.toHaveProperty('kind');
    }),
    { numRuns: RUNS, seed: 20_250_101 },
  );
  // The mutations must reach both sides of the border to prove anything.
  for (const status of [200, 400, 422])
    expect(seen.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(RUNS / 50);
});
