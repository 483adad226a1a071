import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

/** A request whose body has not all been sent: its handler waits for the rest. */
export interface HeldRequest {
  /** Sends the rest; answers what comes back. */
  finish(): Promise<HeldAnswer>;
}

export interface HeldAnswer {
  readonly status: number;
  readonly text: string;
}

/** Begins a POST with a JSON body and keeps its last byte. */
export async function holdRequest(url: string, body: object): Promise<HeldRequest> {
  const text = JSON.stringify(body);
  const outgoing = request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': text.length },
    agent: false,
  });
  const answer = once(outgoing, 'response').then(([incoming]) => readAnswer(incoming as IncomingMessage));
  // Told to whoever waits for it.
  answer.catch(() => undefined);
  outgoing.on('error', () => undefined);
  await new Promise<void>((resolve) => outgoing.write(text.slice(0, -1), () => resolve()));
  return {
    finish() {
      outgoing.end(text.slice(-1));
      return answer;
    },
  };
}

async function readAnswer(incoming: IncomingMessage): Promise<HeldAnswer> {
  const text = Buffer.concat(await incoming.toArray()).toString();
  return { status: incoming.statusCode ?? 0, text };
}
