import type { CallOptions, Connection } from './connection.ts';
import type { DatasetFile } from './generated/api-types.ts';
import { readPieces } from './read-body.ts';
import { jobPath } from './watch-job.ts';

/** One file that a job has made. */
export class JobFile {
  /** The table whose rows it holds. */
  readonly table: string;
  /** As the manifest has it; may hold slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly crc32: string;
  readonly num_records: number;
  /** Rows `row_start` to `row_end` of the table, the last one left out. */
  readonly row_start: number;
  readonly row_end: number;
  readonly #connection: Connection;
  readonly #path: string;

  constructor(connection: Connection, jobId: string, file: DatasetFile & { readonly table: string }) {
    this.table = file.table;
    this.name = file.name;
    this.bytes = file.bytes;
    this.crc32 = file.crc32;
    this.num_records = file.num_records;
    this.row_start = file.row_start;
    this.row_end = file.row_end;
    this.#connection = connection;
    this.#path = `${jobPath(jobId)}/files/${file.name.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** The content as it arrives. Leaving the loop ends the download. */
  async *pieces(options: CallOptions = {}): AsyncGenerator<Uint8Array> {
    const { body } = await this.#ask(options);
    if (body === null) return;
    try {
      yield* readPieces(body);
    } catch (cause) {
      throw this.#connection.failure(cause, options.signal);
    }
  }

  /** All of it at once: for files that fit into memory. */
  async content(options: CallOptions = {}): Promise<Uint8Array> {
    const response = await this.#ask(options);
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      throw this.#connection.failure(cause, options.signal);
    }
  }

  #ask(options: CallOptions): Promise<Response> {
    const asked = { method: 'GET', path: this.#path, isRepeatable: true, mayLeadAway: true } as const;
    return this.#connection.ask({ ...asked, ...options });
  }
}
