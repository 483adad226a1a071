import { describe, expect, it } from 'vitest';
import { createLog } from '../../../shared/telemetry/log.ts';
import { currentTrace, runInTrace, Trace } from '../../../shared/telemetry/trace.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

const traceOf = (headers: Record<string, string> = {}) => new Trace(new Headers(headers));

describe('a trace', () => {
  it('goes on with what the caller sent, under a span of its own', () => {
    const trace = traceOf({ traceparent: PARENT, tracestate: 'vendor=1' });
    expect(trace.traceId).toBe(TRACE_ID);
    expect(trace.headers['tracestate']).toBe('vendor=1');
    expect(trace.headers['traceparent']).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    expect(trace.headers['traceparent']).not.toContain('00f067aa0ba902b7');
    expect(trace.headers).toEqual(trace.headers);
  });

  it('begins anew, not sampled and never twice, where none was sent', () => {
    const traces = Array.from({ length: 2_000 }, () => traceOf());
    for (const { headers } of traces)
      expect(headers['traceparent']).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(2_000);
  });

  it.each([
    '',
    'text',
    PARENT.toUpperCase(),
    `${PARENT}-more`,
    `ff${PARENT.slice(2)}`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `00-${TRACE_ID}-00f067aa0ba902b7-1`,
  ])('begins anew after %j, which is no trace', (traceparent) => {
    const trace = traceOf({ traceparent, tracestate: 'vendor=1' });
    expect(trace.isContinued).toBe(false);
    expect(trace.traceId).not.toBe(TRACE_ID);
    expect(trace.headers).not.toHaveProperty('tracestate');
  });

  it('reads later versions by what they share with this one, and only the flag that it knows', () => {
    const trace = traceOf({ traceparent: `cc-${TRACE_ID}-00f067aa0ba902b7-fe-what-comes` });
    expect(trace.headers['traceparent']).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
  });

  it('keeps a call id that is harmless', () => {
    expect(traceOf({ 'x-call-id': 'a1-b2' }).headers['x-call-id']).toBe('a1-b2');
    expect(traceOf({ 'x-call-id': 'a b' }).callId).toBeUndefined();
    expect(traceOf({ 'x-call-id': 'a'.repeat(129) }).headers).not.toHaveProperty('x-call-id');
  });
});

describe('the trace of a request', () => {
  it('is known to all that it starts, and to nothing else', async () => {
    const trace = traceOf();
    const seen = await runInTrace(trace, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentTrace();
    });
    expect(seen).toBe(trace);
    expect(currentTrace()).toBeUndefined();
  });

  it('stands in every line that is logged on the way', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'debug', format: 'json', write: (text) => lines.push(text), now: () => 0 });
    runInTrace(traceOf({ traceparent: PARENT, 'x-call-id': 'c1' }), () => log.info('server_started'));
    runInTrace(traceOf({ traceparent: PARENT }), () => log.info('server_started', { host: '\u0001'.repeat(2_000) }));
    log.info('server_stopped');
    const [first, shortened, last] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ trace_id: TRACE_ID, call_id: 'c1' });
    expect(shortened).toMatchObject({ trace_id: TRACE_ID, is_shortened: true });
    expect(last).not.toHaveProperty('trace_id');
  });
});
