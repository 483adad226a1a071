import { expect, it } from 'vitest';
import { answerTogether } from '../../../shared/http/answer-together.ts';

const request = new Request('http://localhost/');

it('gives the answers of one turn together, after all of them were made', async () => {
  const order: string[] = [];
  const fetch = answerTogether(async () => {
    order.push('made');
    return new Response();
  });
  const given = [1, 2, 3].map(() => fetch(request).then(() => order.push('given')));
  await Promise.all(given);
  expect(order).toEqual(['made', 'made', 'made', 'given', 'given', 'given']);
});

it('passes a failure on', async () => {
  const fetch = answerTogether(() => Promise.reject(new Error('broken')));
  await expect(fetch(request)).rejects.toThrow('broken');
});
