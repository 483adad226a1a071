import { expect, it } from 'vitest';
import { answerRing } from '../../../shared/http/answer-ring.ts';
import { createApi } from '../../../shared/http/api.ts';
import { createRequestContext } from '../../../shared/http/request-context.ts';

function ask(runMode: 'inline' | 'background', ring: () => Promise<number>) {
  const api = createApi();
  const errors: unknown[] = [];
  api.on('POST', '/', answerRing({ ring, runMode, onError: (error) => errors.push(error) }));
  const request = new Request('http://localhost/', { method: 'POST' });
  return { answer: Promise.resolve(api.fetch(request, createRequestContext(request))), errors };
}

it('inline: a ring is answered when its work is done', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  let isAnswered = false;
  const answer = ask('inline', () => promise).answer.finally(() => {
    isAnswered = true;
  });
  await new Promise((resume) => setImmediate(resume));
  expect(isAnswered).toBe(false);
  resolve(7);
  expect(await (await answer).json()).toEqual({ ended_tasks: 7 });
});

it('background: a ring is answered with 202 at once, and its failure is heard of', async () => {
  const { promise, reject } = Promise.withResolvers<number>();
  const { answer, errors } = ask('background', () => promise);
  expect((await answer).status).toBe(202);
  reject(new Error('later'));
  await new Promise((resume) => setImmediate(resume));
  expect(errors).toMatchObject([{ code: 'INTERNAL' }]);
});
