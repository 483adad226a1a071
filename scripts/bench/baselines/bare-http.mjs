// The floor of the cold-start bar: Node's own HTTP server and nothing else.
import { createServer } from 'node:http';

createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"status":"healthy"}');
}).listen(Number(process.env.PORT), '127.0.0.1');
