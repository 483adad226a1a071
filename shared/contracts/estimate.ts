import * as z from 'zod';
import { OutputFormat } from './spec-document.ts';

/** What a generation will take, said before anything runs: all tables together, and each. */
export const Estimate = z.strictObject({
  spec_hash: z.string(),
  format: OutputFormat,
  rows: z.int().min(0),
  columns: z.int().min(1),
  /** Encoded bytes, scaled up from a sample: right to a few percent unless later rows differ much from the first. */
  bytes: z.int().min(0),
  /** In one answer, or as a job on this server's workers, with nothing else on them; scaled up from a sample: right to a factor of two. */
  seconds: z.number().min(0),
  chunks: z.int().min(0),
  files: z.int().min(0),
  /** `rows`: small enough to be answered at once. `job`: `POST /generate` answers 202. */
  answered_as: z.enum(['rows', 'job']),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      rows: z.int().min(0),
      columns: z.int().min(1),
      bytes: z.int().min(0),
      chunks: z.int().min(0),
      chunk_rows: z.int().min(1),
      files: z.int().min(0),
    }),
  ),
});
export type Estimate = z.infer<typeof Estimate>;
