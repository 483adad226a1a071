import { describe, expect, it } from 'vitest';
import { json } from '../support/generate-server.ts';
import { RUNTIMES, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';

/** Platforms cut lines of 64 KiB, and some stop reading altogether. */
const LINE_BYTES_MAX = 32 * 1_024;
const LONG = 'x'.repeat(10_000);

describe.each(RUNTIMES)('a function behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(`logs short lines of JSON whatever it is sent ${skipReason ?? ''}`, async () => {
    const env = { TABULAR_LOG_LEVEL: 'debug' };
    await using generate = await startHosted(runtime, 'generate', { env });
    const asked = [
      fetch(`${generate.url}/${LONG}`),
      fetch(`${generate.url}/generate`, json({ schema: { [LONG]: LONG }, num_records: 1 })),
      fetch(`${generate.url}/generate`, json('{"schema": '.repeat(100_000))),
      fetch(`${generate.url}/generate`, json({ schema: { id: 'sequence' }, num_records: 1 }, { 'x-request-id': LONG })),
      fetch(`${generate.url}/v1/jobs`, { headers: { 'x-call-id': LONG, traceparent: LONG.slice(0, 2_000) } }),
    ];
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([404, 422, 400, 200, 503]);
    expect(await generate.terminate()).toBe(0);
    for (const line of generate.lines) {
      expect(Buffer.byteLength(line)).toBeLessThan(LINE_BYTES_MAX);
      expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(String) });
    }
    const requests = generate.lines
      .map((line) => JSON.parse(line))
      .filter(({ request_id }) => request_id !== undefined);
    expect(requests.length).toBeGreaterThanOrEqual(asked.length);
    for (const { trace_id } of requests) expect(trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(requests.map(({ trace_id }) => trace_id)).size).toBeGreaterThanOrEqual(asked.length);
  });
});
