import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/**
 * The connections of a server and which of them wait for an answer. Node's own `close` takes a connection for idle as
 * soon as its answer is complete in memory, and cuts large ones short.
 */
export class OpenConnections {
  readonly #server: Server;
  readonly #requests = new Map<Socket, number>();
  #isDraining = false;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#requests.set(socket, 0);
      socket.once('close', () => this.#requests.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.#add(socket, 1);
      response.once('close', () => this.#add(socket, -1));
    });
  }

  /** Accepts no more, ends connections as their answers are sent, cuts what is left after `drainMs`. */
  async drain(drainMs: number): Promise<void> {
    this.#isDraining = true;
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(this.#server, () => resolve()));
    for (const [socket, requests] of this.#requests) if (requests === 0) socket.destroySoon();
    const force = setTimeout(() => this.#server.closeAllConnections(), drainMs);
    await closed;
    clearTimeout(force);
  }

  #add(socket: Socket, change: 1 | -1): void {
    const requests = this.#requests.get(socket);
    if (requests === undefined) return;
    this.#requests.set(socket, requests + change);
    if (this.#isDraining && requests + change === 0) socket.destroySoon();
  }
}
