import { describe, expect, it } from 'vitest';
import { createIdempotentAnswers } from '../../../functions/generate/idempotent-answers.ts';
import { createTestServer, json } from '../../support/generate-server.ts';

const SPEC = { schema: { id: 'integer', name: 'string' }, num_records: 20 };

describe('Idempotency-Key on rows', () => {
  const server = createTestServer();

  it('gives the same rows again and says so', async () => {
    const first = await server.ask('/generate', json(SPEC, { 'idempotency-key': 'a' }));
    const again = await server.ask('/generate', json(SPEC, { 'idempotency-key': 'a' }));
    const other = await server.ask('/generate', json(SPEC, { 'idempotency-key': 'b' }));
    const text = await first.text();
    expect(await again.text()).toBe(text);
    expect(await other.text()).not.toBe(text);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  it('is refused with another body, another format, and when it is malformed', async () => {
    await server.ask('/generate', json(SPEC, { 'idempotency-key': 'c' }));
    const body = await server.ask('/generate', json({ ...SPEC, num_records: 21 }, { 'idempotency-key': 'c' }));
    const format = await server.ask('/generate?format=csv', json(SPEC, { 'idempotency-key': 'c' }));
    expect([body.status, format.status]).toEqual([422, 422]);
    expect((await body.json()).code).toBe('IDEMPOTENCY_KEY_REUSED');
    for (const key of ['', 'two words', 'x'.repeat(256)]) {
      expect((await server.ask('/generate', json(SPEC, { 'idempotency-key': key }))).status).toBe(400);
    }
  });
});

describe('idempotent answers', () => {
  it('forget a key after 24 hours', () => {
    let now = 0;
    const answers = createIdempotentAnswers(() => now);
    answers.begin('k', 'body', 1);
    answers.end('k');
    now = 24 * 3_600_000 - 1;
    expect(answers.begin('k', 'body', 2)).toEqual({ seed: 1, isReplay: true });
    now += 1;
    expect(answers.begin('k', 'other', 3)).toEqual({ seed: 3, isReplay: false });
  });

  it('keep the seed of a request that failed, but do not call the next one a replay', () => {
    const answers = createIdempotentAnswers(() => 0);
    answers.begin('k', 'body', 1);
    expect(answers.begin('k', 'body', 2)).toEqual({ seed: 1, isReplay: false });
  });

  it('stay bounded', () => {
    const answers = createIdempotentAnswers(() => 0);
    for (let i = 0; i <= 10_000; i++) answers.begin(`k${i}`, 'body', i);
    expect(answers.begin('k0', 'other', 7).seed).toBe(7);
    expect(answers.begin('k10000', 'body', 7).seed).toBe(10_000);
  });
});
