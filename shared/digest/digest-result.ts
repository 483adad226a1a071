import { createHash } from 'node:crypto';

/** What identifies a dataset's content, whatever format, chunking or order of work it came from. */
export interface DatasetDigest {
  readonly numRecords: number;
  /** In output order; 32 hexadecimal digits over (row number, canonical text) of every row. */
  readonly columns: readonly { readonly name: string; readonly digest: string }[];
  /** The same over whole rows, without their numbers: equal for any order of rows. */
  readonly rowDigest: string;
  /** 64 hexadecimal digits over all of the above. */
  readonly total: string;
}

/** Adds the total: SHA-256 of the JSON text [[[name, digest], …], rowDigest, numRecords]. */
export function datasetDigest(parts: Omit<DatasetDigest, 'total'>): DatasetDigest {
  const columns = parts.columns.map(({ name, digest }) => [name, digest]);
  const text = JSON.stringify([columns, parts.rowDigest, parts.numRecords]);
  return { ...parts, total: createHash('sha256').update(text).digest('hex') };
}
