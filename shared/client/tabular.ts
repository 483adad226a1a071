import { type CallOptions, Connection, type TabularOptions } from './connection.ts';
import type { Estimate, Health, RowsAnswer, SchemaReference, Spec } from './generated/api-types.ts';
import { type GenerateOptions, Generation } from './generation.ts';
import { Jobs } from './jobs.ts';
import { Schedules } from './schedules.ts';
import { Schemas } from './schemas.ts';
import { Templates } from './templates.ts';

export interface PreviewOptions extends CallOptions {
  /** 1 to 1,000; 20 by default. */
  readonly rows?: number;
}

/** A client of one server. What it calls throws TabularError. */
export class Tabular {
  readonly jobs: Jobs;
  readonly schedules: Schedules;
  readonly schemas: Schemas;
  readonly templates: Templates;
  readonly #connection: Connection;

  constructor(options: TabularOptions) {
    this.#connection = new Connection(options);
    this.jobs = new Jobs(this.#connection);
    this.schedules = new Schedules(this.#connection);
    this.schemas = new Schemas(this.#connection);
    this.templates = new Templates(this.#connection);
  }

  /** Rows of a specification, sent or stored: nothing is asked before one of the answer's methods is called. */
  generate(spec: Spec | SchemaReference, options: GenerateOptions = {}): Generation {
    return new Generation(this.#connection, spec, options);
  }

  /** The first rows, the same that the full run makes. */
  preview(spec: Spec | SchemaReference, { rows, signal }: PreviewOptions = {}): Promise<RowsAnswer> {
    return this.#ask(`/v1/preview?format=json${rows === undefined ? '' : `&rows=${rows}`}`, { body: spec, signal });
  }

  /** Rows, bytes, seconds and files before anything runs. */
  estimate(spec: Spec | SchemaReference, { signal }: CallOptions = {}): Promise<Estimate> {
    return this.#ask('/v1/estimate', { body: spec, signal });
  }

  /** Whether the server runs, and which version. */
  health({ signal }: CallOptions = {}): Promise<Health> {
    return this.#ask('/health', { signal });
  }

  /** Calls that change nothing: a body is only a long question. */
  #ask<Answer>(
    path: string,
    { body, signal }: CallOptions & { readonly body?: Spec | SchemaReference },
  ): Promise<Answer> {
    const method = body === undefined ? 'GET' : 'POST';
    return this.#connection.askJson({ method, path, body, isRepeatable: true, signal });
  }
}
