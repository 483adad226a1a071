import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createRing } from '../../../shared/http/ring-function.ts';

it('a ring is a POST to the function below the address, with the key, and waits for no answer', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ring = createRing(`http://127.0.0.1:${(server.address() as AddressInfo).port}/function`, 'a key');
  const rung = once(server, 'request');
  expect(ring('chunk')).toBeUndefined();
  const [request, response] = await rung;
  expect([request.method, request.url, request.headers['x-api-key']]).toEqual(['POST', '/function/chunk', 'a key']);
  response.end();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  // Nobody is there any more: the ring is lost and nothing else happens.
  ring('chunk');
});
