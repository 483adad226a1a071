import type { CallOptions, Connection } from './connection.ts';

export interface ListOptions extends CallOptions {
  /** Entries per request, 1 to 200; the server's choice when left out. */
  readonly pageSize?: number;
}

interface Listing<Page, Entry> extends ListOptions {
  readonly path: string;
  readonly entriesOf: (page: Page) => readonly Entry[];
}

/** The entries of a list of the server, asked for page by page as they are used. */
export async function* listPages<Page extends { readonly next_cursor: string | null }, Entry>(
  connection: Connection,
  { path, pageSize, signal, entriesOf }: Listing<Page, Entry>,
): AsyncGenerator<Entry> {
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({
      ...(pageSize === undefined ? {} : { limit: String(pageSize) }),
      ...(cursor === null ? {} : { cursor }),
    });
    const asked = { method: 'GET', path: `${path}?${query}`, isRepeatable: true, signal } as const;
    const page: Page = await connection.askJson<Page>(asked);
    yield* entriesOf(page);
    cursor = page.next_cursor;
  } while (cursor !== null);
}
