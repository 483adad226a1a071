import { request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import type { S3Address } from '../object-store-address.ts';
import { expectThat } from './expectation.ts';
import { type S3Check, sampleBytes } from './s3-check.ts';

/** A skew of 15 minutes is refused by S3; near it, every call depends on luck. */
const SKEW_SECONDS_MAX = 300;
const TIMEOUT_MS = 10_000;

/** What clients outside do with signed addresses. */
export const ADDRESS_CHECKS: readonly S3Check[] = [
  {
    name: 'signed GET',
    permissions: ['s3:GetObject'],
    remedy: 'files cannot be fetched from the store; they come through the server without storage.s3_public_endpoint',
    isOptional: true,
    async run({ store, address, key }) {
      await store.put(key('signed'), [sampleBytes(10)]);
      const signed = await store.presign(key('signed'), { method: 'GET', expiresSeconds: 60, contentType: 'text/csv' });
      const answer = await ask(signed ?? '', address, { method: 'GET', headers: { range: 'bytes=2-4' } });
      expectThat(answer.status === 206, `a signed address with a range is answered ${answer.status}`);
      expectThat(answer.contentType === 'text/csv', 'the content type that was signed is not answered');
    },
  },
  {
    name: 'signed PUT',
    permissions: ['s3:PutObject'],
    remedy: 'clients cannot put objects into the store themselves; nothing of ours needs that',
    isOptional: true,
    async run({ store, address, key }) {
      const signed = await store.presign(key('sent'), { method: 'PUT', expiresSeconds: 60 });
      const answer = await ask(signed ?? '', address, { method: 'PUT', body: 'sent' });
      expectThat(answer.status === 200, `a signed PUT is answered ${answer.status}`);
      expectThat((await store.find(key('sent')))?.bytes === 4, 'a signed PUT leaves no object');
    },
  },
  {
    name: 'clock',
    permissions: [],
    remedy: 'signatures hold for 15 minutes: set the clocks of both machines',
    isOptional: true,
    async run({ address, now }) {
      const { date } = await ask(address.endpoint, address, { method: 'HEAD' });
      const skewSeconds = Math.round(Math.abs(Date.parse(date) - now()) / 1_000);
      expectThat(date !== '', 'the store does not tell its time');
      expectThat(skewSeconds <= SKEW_SECONDS_MAX, `the clock of the store differs from ours by ${skewSeconds} s`);
    },
  },
];

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly date: string;
}

/** As a client outside, but with our certificates: the address may be the store's own. */
function ask(
  url: string,
  { ca }: S3Address,
  { body, ...options }: RequestOptions & { readonly body?: string },
): Promise<Answer> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const outcome = Promise.withResolvers<Answer>();
  const asking = request(url, { ...options, timeout: TIMEOUT_MS, ...(ca !== undefined && { ca }) }, (answer) => {
    const { 'content-type': contentType = '', date = '' } = answer.headers;
    const told = { status: answer.statusCode ?? 0, contentType, date };
    text(answer).then(() => outcome.resolve(told), outcome.reject);
  });
  asking.on('timeout', () => asking.destroy(new Error('no answer')));
  asking.on('error', outcome.reject);
  asking.end(body);
  return outcome.promise;
}
