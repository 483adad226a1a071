import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Sees what a client sends on one connection and answers what of it goes on to the server. */
export type Watcher = (piece: Buffer) => Buffer;

/** The way to a server, which a test can disturb at any time. */
export interface NetworkLink {
  readonly port: number;
  /** Everything arrives so much later, in both directions. */
  delayMs: number;
  /** Of each direction of each connection. */
  bytesPerSecond: number;
  /** Breaks every connection there is. */
  reset(): void;
  /**
   * Until it is lifted nothing arrives any more. Connections from before or meanwhile stay open and silent for ever, as
   * when a router has forgotten them.
   */
  isBlackHole: boolean;
  close(): Promise<void>;
}

/** Leads to a port of our loopback address; `watch` is called for each connection. */
export async function startNetworkLink(targetPort: number, watch?: () => Watcher): Promise<NetworkLink> {
  const link = new Link(targetPort, watch);
  await link.listen();
  return link;
}

class Link implements NetworkLink {
  delayMs = 0;
  bytesPerSecond = Number.POSITIVE_INFINITY;
  readonly #open = new Set<Connection>();
  readonly #server = createServer((client) => this.#connect(client));
  readonly #targetPort: number;
  readonly #watch: (() => Watcher) | undefined;
  #isBlackHole = false;

  constructor(targetPort: number, watch: (() => Watcher) | undefined) {
    this.#targetPort = targetPort;
    this.#watch = watch;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get isBlackHole(): boolean {
    return this.#isBlackHole;
  }

  set isBlackHole(isBlackHole: boolean) {
    this.#isBlackHole = isBlackHole;
    if (isBlackHole) for (const connection of this.#open) connection.isSilent = true;
  }

  reset(): void {
    for (const { client, server } of this.#open) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const { client, server } of this.#open) for (const socket of [client, server]) socket.destroy();
    await once(this.#server, 'close');
  }

  #connect(client: Socket): void {
    const server = connect(this.#targetPort, '127.0.0.1');
    const connection = { client, server, isSilent: this.#isBlackHole };
    this.#open.add(connection);
    this.#pump(connection, { from: client, to: server, watcher: this.#watch?.() });
    this.#pump(connection, { from: server, to: client, watcher: undefined });
  }

  #pump(connection: Connection, { from, to, watcher }: Pump): void {
    from.setNoDelay(true);
    from.on('data', async (piece: Buffer) => {
      const passed = watcher?.(piece) ?? piece;
      from.pause();
      const waitMs = this.delayMs + (piece.length / this.bytesPerSecond) * 1_000;
      if (waitMs > 0) await delay(waitMs);
      from.resume();
      if (!connection.isSilent) to.write(passed);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      if (connection.isSilent) return;
      this.#open.delete(connection);
      to.destroy();
    });
  }
}

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  /** Lost for good: neither side hears of the other any more. */
  isSilent: boolean;
}

interface Pump {
  readonly from: Socket;
  readonly to: Socket;
  readonly watcher: Watcher | undefined;
}
