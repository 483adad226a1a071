// The floor of the request bar: a Hono route that reads a JSON body and sends the bytes of the file it is given.
import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const body = readFileSync(process.env['BODY_FILE'] ?? '');
const app = new Hono();
app.post('/generate', async (context) => {
  await context.req.text();
  return context.body(body, 200, { 'content-type': 'application/json' });
});
app.get('/health', (context) => context.json({ status: 'healthy' }));
serve({ fetch: app.fetch, port: Number(process.env['PORT']), hostname: '127.0.0.1' });
