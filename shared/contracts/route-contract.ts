import type * as z from 'zod';

/** An answer: a JSON contract, bytes of a media type, or nothing. */
export type RouteAnswer =
  | { readonly description: string; readonly json: z.ZodType }
  | { readonly description: string; readonly mediaTypes: readonly string[]; readonly json?: z.ZodType }
  | { readonly description: string };

/** One operation of the API: what parses its request and what its answers are. */
export interface RouteContract {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: 'generate' | 'jobs' | 'schemas' | 'templates' | 'triggers' | 'operate';
  readonly summary: string;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** Statuses that come as problem details. */
  readonly problems: readonly number[];
}
