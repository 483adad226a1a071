import { Hono } from 'hono';

const handler = new Hono();

handler.get('/', (c) => c.json({ message: 'hello' }));

handler.post('/', async (c) => c.json({ received: await c.req.json() }));

export default handler;
