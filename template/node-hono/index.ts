/**
 * Serves the app of function/handler.ts on $PORT: behind of-watchdog, or alone on Knative. Answers probes, and on SIGTERM
 * lets running requests end before the process does.
 */
import { createServer, type Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import handler from './function/handler.ts';

const DEFAULT_PORT = 3000;
/** How long requests may go on after SIGTERM; platforms wait 30 s before they kill. */
const DRAIN_MS = 20_000;

let isStopping = false;
const app = new Hono();
app.get('/_/health', (c) => c.text('OK'));
app.get('/_/ready', (c) => (isStopping ? c.text('stopping', 503) : c.text('OK')));
// A connection that stayed open would hold up the end.
app.use(async (c, next) => {
  await next();
  if (isStopping) c.header('connection', 'close');
});
app.route('/', handler);

const server = createAdaptorServer({ fetch: app.fetch, createServer }) as Server;
server.listen(Number(process.env['PORT'] ?? DEFAULT_PORT), process.env['HOST'] ?? '0.0.0.0');

process.once('SIGTERM', () => {
  isStopping = true;
  // With its last connection the process ends, and with exit code 0: of-watchdog drops everything at any other.
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
});
