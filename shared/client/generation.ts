import type { CallOptions, Connection } from './connection.ts';
import type { Job, OutputFormat, SchemaReference, Spec } from './generated/api-types.ts';
import { drawIdempotencyKey } from './idempotency-key.ts';
import { JobHandle } from './job-handle.ts';
import { readLines, readPieces } from './read-body.ts';
import { TabularError } from './tabular-error.ts';

export interface GenerateOptions extends CallOptions {
  /** Of `bytes` and `text`: beats the specification's; JSON when neither names one. */
  readonly format?: OutputFormat;
}

/** One row: its values by column name. Whole numbers beyond 2^53 and long decimals are text. */
export type Row = Record<string, unknown>;

/** Formats that the server sends as they are made, however many rows there are. */
const STREAMED: ReadonlySet<OutputFormat | undefined> = new Set<OutputFormat>(['csv', 'jsonl']);

/** Rows to be made: each of the methods asks the server once. */
export class Generation {
  readonly #connection: Connection;
  readonly #spec: Spec | SchemaReference;
  readonly #options: GenerateOptions;
  #seed: number | undefined;

  constructor(connection: Connection, spec: Spec | SchemaReference, options: GenerateOptions) {
    this.#connection = connection;
    this.#spec = spec;
    this.#options = options;
  }

  /** What the server took, once its answer has begun; JSON holds it inside instead. The same seed gives the same rows. */
  get seed(): number | undefined {
    return this.#seed;
  }

  /**
   * The rows as they are made: the server makes the next ones when these were taken, and stops when the loop is left.
   * Memory is one piece of the answer, however many rows there are.
   */
  async *rows<Shape extends object = Row>(): AsyncGenerator<Shape> {
    const { body } = await this.#ask({ format: 'jsonl', stream: 'true' });
    if (body === null) return;
    try {
      for await (const lines of readLines(readPieces(body))) for (const line of lines) yield JSON.parse(line) as Shape;
    } catch (cause) {
      throw this.#connection.failure(cause, this.#options.signal);
    }
  }

  /**
   * All of it in `format`. Where the server rather makes a job of it, that job is waited for and its file is read;
   * aborting the call cancels the job.
   */
  async bytes(): Promise<Uint8Array> {
    const { format, signal } = this.#options;
    const response = await this.#ask({
      ...(format === undefined ? {} : { format }),
      ...(STREAMED.has(format) ? { stream: 'true' } : {}),
    });
    try {
      if (response.status === 202) return await this.#bytesOfJob((await response.json()) as Job);
      return new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      throw this.#connection.failure(cause, signal);
    }
  }

  /** The same, decoded as UTF-8: for CSV, JSON and JSON Lines. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  async #bytesOfJob({ id }: Job): Promise<Uint8Array> {
    const { signal } = this.#options;
    const job = new JobHandle(this.#connection, id);
    try {
      await job.wait({ signal });
    } catch (error) {
      // Nobody else knows of the job; that it may have ended meanwhile changes nothing.
      if (signal?.aborted) await job.cancel().catch(() => undefined);
      throw error;
    }
    const [file, ...others] = await job.files({ signal });
    if (file !== undefined && others.length === 0) return file.content({ signal });
    throw new TabularError(`job ${id} has made ${others.length + 1} files: read them with jobs.open(id).files()`, {
      status: 0,
      code: 'SEVERAL_FILES',
    });
  }

  async #ask(query: { readonly format?: string; readonly stream?: string }): Promise<Response> {
    // JSON where nobody says otherwise, of jobs too; under its key a lost answer leaves one job, not two.
    const whole = { accept: 'application/json', 'idempotency-key': drawIdempotencyKey() };
    const response = await this.#connection.ask({
      method: 'POST',
      path: `/v1/generate?${new URLSearchParams(query)}`,
      headers: query.stream === undefined ? whole : {},
      body: this.#spec,
      isRepeatable: true,
      signal: this.#options.signal,
    });
    const seed = response.headers.get('x-seed');
    if (seed !== null) this.#seed = Number(seed);
    return response;
  }
}
