import type { CallOptions, Connection } from './connection.ts';
import type { Job, JobList, OutputFormat, SchemaReference, Spec } from './generated/api-types.ts';
import { drawIdempotencyKey } from './idempotency-key.ts';
import { JobHandle } from './job-handle.ts';

export interface CreateJobOptions extends CallOptions {
  /** The same key with the same specification gives the same job; drawn when left out, so that a lost answer does not make two jobs. */
  readonly idempotencyKey?: string;
  /** Beats the specification's; Parquet when neither names one. */
  readonly format?: OutputFormat;
}

export interface JobFilter extends CallOptions {
  readonly state?: Job['state'] | readonly Job['state'][];
  readonly name?: string;
  /** RFC 3339. */
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  /** Jobs per request, 1 to 200; the server's choice when left out. */
  readonly pageSize?: number;
}

/** The jobs of a server. */
export class Jobs {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Makes a job of a specification, sent or stored, however small it is. */
  async create(
    spec: Spec | SchemaReference,
    { idempotencyKey = drawIdempotencyKey(), format, signal }: CreateJobOptions = {},
  ): Promise<JobHandle> {
    const { id } = await this.#connection.askJson<Job>({
      method: 'POST',
      path: `/v1/generate${format === undefined ? '' : `?format=${format}`}`,
      headers: { prefer: 'respond-async', 'idempotency-key': idempotencyKey },
      body: spec,
      isRepeatable: true,
      signal,
    });
    return this.open(id);
  }

  /** A job by its id; nothing is asked yet. */
  open(id: string): JobHandle {
    return new JobHandle(this.#connection, id);
  }

  /** Every job that fits, newest first; asks for the next page when the last one is used up. */
  async *list(filter: JobFilter = {}): AsyncGenerator<Job> {
    let cursor: string | undefined;
    do {
      const page: JobList = await this.page(filter, cursor);
      yield* page.jobs;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** One page; `cursor` is `next_cursor` of the one before. */
  page({ state, name, createdAfter, createdBefore, pageSize, signal }: JobFilter, cursor?: string): Promise<JobList> {
    const query = {
      limit: pageSize?.toString(),
      state: state?.toString(),
      name,
      created_after: createdAfter,
      created_before: createdBefore,
      cursor,
    };
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const path = `/v1/jobs${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`;
    return this.#connection.askJson({ method: 'GET', path, isRepeatable: true, signal });
  }
}
