import type pg from 'pg';

/** The parts of pg's connection that a COPY needs; a query object is called with it. */
interface Connection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Runs a script as `psql -f` does: what follows `FROM stdin;` is data up to a line that is `\.`. */
export async function runPostgresScript(client: pg.Client, script: string): Promise<void> {
  const [statements = '', data] = script.split(/(?<= FROM stdin;)\n/);
  if (data === undefined) {
    await client.query(script);
    return;
  }
  const [, head = '', copy = ''] = /^(.*;\n)?(COPY .*)$/s.exec(statements) ?? [];
  if (head !== '') await client.query(head);
  if (!data.endsWith('\\.\n')) throw new Error('the data of a COPY ends with a line of its own');
  await copyIn(client, copy, data.slice(0, -'\\.\n'.length));
}

function copyIn(client: pg.Client, text: string, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query({
      submit: (connection: Connection) => connection.query(text),
      handleCopyInResponse(connection: Connection) {
        connection.sendCopyFromChunk(Buffer.from(data));
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(),
    } as unknown as pg.Submittable);
  });
}
