import { setTimeout as delay } from 'node:timers/promises';

export interface QueuedCall {
  readonly name: string;
  readonly path: string;
  readonly callId: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Names of the connection that brought the call, and of its body as it was sent. */
const NOT_KEPT = new Set(['host', 'content-length', 'x-callback-url']);

/**
 * The queue worker of OpenFaaS' community edition: one call at a time, made through the gateway. A call is done
 * whatever is answered; one that takes longer than the wait for its acknowledgement is made again.
 */
export class CallQueue {
  readonly #gatewayUrl: string;
  readonly #ackWaitMs: number;
  readonly #closing = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(gatewayUrl: string, ackWaitMs: number) {
    this.#gatewayUrl = gatewayUrl;
    this.#ackWaitMs = ackWaitMs;
  }

  add(call: QueuedCall): void {
    this.#last = this.#last.then(() => this.#deliver(call)).catch(() => undefined);
  }

  close(): void {
    this.#closing.abort();
  }

  async #deliver(call: QueuedCall): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    const startedAtMs = performance.now();
    const done = this.#call(call);
    const isSlow = await Promise.race([done.then(() => false), delay(this.#ackWaitMs, true, { signal })]);
    // The second delivery waits in the worker until the first one has ended.
    if (isSlow) this.add(call);
    await this.#callBack(call, await done, (performance.now() - startedAtMs) / 1_000);
  }

  async #call({ name, path, callId, headers, body }: QueuedCall): Promise<{ status: number; text: string }> {
    const kept = Object.entries(headers).filter(([key]) => !NOT_KEPT.has(key)) as [string, string][];
    const response = await fetch(`${this.#gatewayUrl}/function/${name}${path}`, {
      method: 'POST',
      headers: [...kept.filter(([key]) => key !== 'x-call-id'), ['x-call-id', callId]],
      body,
      signal: this.#closing.signal,
    });
    return { status: response.status, text: await response.text() };
  }

  /** Tried once. */
  async #callBack(call: QueuedCall, answer: { status: number; text: string }, seconds: number): Promise<void> {
    const address = call.headers['x-callback-url'];
    if (typeof address !== 'string') return;
    const headers = {
      'x-call-id': call.callId,
      'x-duration-seconds': seconds.toFixed(6),
      'x-function-status': String(answer.status),
      'x-function-name': call.name,
    };
    await fetch(address, { method: 'POST', headers, body: answer.text, signal: this.#closing.signal });
  }
}
