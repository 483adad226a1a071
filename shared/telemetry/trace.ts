import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** Version, trace, caller's span, flags; later versions may add fields. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;
const TRACESTATE_CHARACTERS_MAX = 512;
const CALL_ID = /^[A-Za-z0-9._:-]{1,128}$/;

interface Headers {
  get(name: string): string | null;
}

/**
 * What ties the work of one request to the work of the caller and of functions that are rung: a W3C trace, and the call
 * id of OpenFaaS where it gave one. Ids of our own are drawn when they are first needed: most requests log nothing.
 */
export class Trace {
  /** `X-Call-Id` as it came, where it is harmless. */
  readonly callId: string | undefined;
  /** The caller has sent a trace to go on with. */
  readonly isContinued: boolean;
  readonly #isSampled: boolean;
  readonly #state: string | undefined;
  #traceId: string | undefined;
  #spanId: string | undefined;

  constructor(headers: Headers) {
    const callId = headers.get('x-call-id');
    this.callId = callId !== null && CALL_ID.test(callId) ? callId : undefined;
    const parent = readParent(headers.get('traceparent'));
    this.isContinued = parent !== undefined;
    this.#traceId = parent?.traceId;
    this.#isSampled = parent?.isSampled ?? false;
    const state = parent === undefined ? null : headers.get('tracestate');
    this.#state = state !== null && state.length <= TRACESTATE_CHARACTERS_MAX ? state : undefined;
  }

  /** 32 hexadecimal digits. */
  get traceId(): string {
    this.#traceId ??= drawHex(16);
    return this.#traceId;
  }

  /** What the next function is sent, or the caller as the answer: the trace with this request as the parent. */
  get headers(): Record<string, string> {
    this.#spanId ??= drawHex(8);
    return {
      traceparent: `00-${this.traceId}-${this.#spanId}-${this.#isSampled ? '01' : '00'}`,
      ...(this.#state !== undefined && { tracestate: this.#state }),
      ...(this.callId !== undefined && { 'x-call-id': this.callId }),
    };
  }
}

/** Source: W3C Trace Context, section 3.2. Version 00 ends with its flags; later ones may go on. */
function readParent(header: string | null): { traceId: string; isSampled: boolean } | undefined {
  const found = header === null ? null : TRACEPARENT.exec(header);
  if (found === null) return undefined;
  const [, version, traceId = '', flags = '', rest] = found;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

const traces = new AsyncLocalStorage<Trace>();

/** Runs `work`, and all that it starts, as a part of the trace. */
export function runInTrace<Result>(trace: Trace, work: () => Result): Result {
  return traces.run(trace, work);
}

/** The trace of the request that led here. */
export function currentTrace(): Trace | undefined {
  return traces.getStore();
}

const pool = new Uint8Array(4_096);
let used = pool.length;

/** A call into the source of randomness costs more than a request's whole answer: bytes are drawn by the page. */
function drawHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return Buffer.from(pool.buffer, used - bytes, bytes).toString('hex');
}
