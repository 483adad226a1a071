import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { InFlight } from '../../../shared/http/in-flight.ts';
import { createTestServer } from '../../support/generate-server.ts';

/** The way back of one request, closed when the test says so. */
class WayBack extends EventEmitter {
  destroyed = false;

  close(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('requests in flight', () => {
  const server = createTestServer({ config: { server: { max_in_flight: 2 } } });
  const ask = (path: string, outgoing = new WayBack()) =>
    server.fetch(new Request(`http://localhost${path}`), { outgoing });

  it('are refused with 429 and Retry-After beyond the limit, until an answer has been read', async () => {
    const [first, second] = [new WayBack(), new WayBack()];
    const answers = await Promise.all([ask('/v1/spec-schema.json', first), ask('/v1/spec-schema.json', second)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const refused = await ask('/v1/spec-schema.json');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    first.close();
    expect((await ask('/v1/spec-schema.json', first)).status).toBe(200);
    second.close();
  });

  it('are free again when the caller has gone before the answer', async () => {
    const gone = new WayBack();
    gone.close();
    for (let n = 0; n < 5; n++) expect((await ask('/v1/spec-schema.json', gone)).status).toBe(200);
  });

  it('do not count probes and metrics, which are always answered', async () => {
    const held = [new WayBack(), new WayBack()];
    for (const wayBack of held) await ask('/v1/spec-schema.json', wayBack);
    for (const path of ['/health', '/ready', '/_/health', '/_/ready', '/metrics'])
      for (let n = 0; n < 3; n++) expect((await ask(path)).status).toBe(200);
    for (const wayBack of held) wayBack.close();
    expect((await ask('/v1/spec-schema.json')).status).toBe(200);
  });

  it('leave at once where nobody tells of the way back', () => {
    const inFlight = new InFlight(1);
    for (let n = 0; n < 3; n++) {
      inFlight.enter();
      expect(() => inFlight.enter()).toThrow(/max_in_flight/);
      inFlight.leave(undefined);
    }
  });
});
