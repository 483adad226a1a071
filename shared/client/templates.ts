import type { CallOptions, Connection } from './connection.ts';
import type { StoredSchema, Template, TemplateList, TemplateSummary } from './generated/api-types.ts';
import { drawIdempotencyKey } from './idempotency-key.ts';

export interface UseTemplateOptions extends CallOptions {
  /** What the schema is called; as the template when left out. */
  readonly name?: string;
  /** What the numbers of rows are multiplied by; 1 when left out. */
  readonly scale?: number;
  /** As for a schema that is created. */
  readonly idempotencyKey?: string;
}

/** The specifications that a server offers to start from. */
export class Templates {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async list({ signal }: CallOptions = {}): Promise<TemplateSummary[]> {
    const asked = { method: 'GET', path: '/v1/templates', isRepeatable: true, signal } as const;
    return (await this.#connection.askJson<TemplateList>(asked)).templates;
  }

  /** The specification, and the page about it. */
  get(name: string, { signal }: CallOptions = {}): Promise<Template> {
    return this.#connection.askJson({ method: 'GET', path: addressOf(name), isRepeatable: true, signal });
  }

  /** Stores the specification as a new schema. */
  use(
    template: string,
    { name, scale, idempotencyKey = drawIdempotencyKey(), signal }: UseTemplateOptions = {},
  ): Promise<StoredSchema> {
    return this.#connection.askJson({
      method: 'POST',
      path: `${addressOf(template)}/use`,
      headers: { 'idempotency-key': idempotencyKey },
      body: { name, scale },
      isRepeatable: true,
      signal,
    });
  }
}

function addressOf(name: string): string {
  return `/v1/templates/${encodeURIComponent(name)}`;
}
