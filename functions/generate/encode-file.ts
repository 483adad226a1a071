import type { Plan } from '../../shared/contracts/plan.ts';
import type { RowSource } from './row-source.ts';
import { joinBytes } from './write-rows.ts';

export interface FileWanted {
  readonly plan: Plan;
  readonly seed: number;
  readonly numRecords: number;
}

/**
 * The rows as one Parquet or Arrow file, in one go: formats whose beginning depends on their end. Encoders are loaded
 * when first used, they weigh more than the rest of this function.
 */
export async function encodeFile(
  source: RowSource,
  { plan, seed, numRecords }: FileWanted,
): Promise<Uint8Array<ArrayBuffer>> {
  const { createPartEncoder } = await import('../../shared/formats/create-part-encoder.ts');
  const encoder = await createPartEncoder(source.bound, plan.output);
  // Nothing may come between the seed and the rows: others use the source too.
  source.useSeed(seed);
  return joinBytes(encoder.encode(0, numRecords).slices);
}
