import * as z from 'zod';

/** What a check has cost: draws of rows that it has looked at, and those that it has refused. */
export const CheckCount = z.strictObject({
  name: z.string(),
  draws: z.int().min(0),
  rejections: z.int().min(0),
});
export type CheckCount = z.infer<typeof CheckCount>;

/** The counts of every check together, each once, in the order in which they first come. */
export function sumCheckCounts(counts: Iterable<CheckCount>): CheckCount[] {
  const sums = new Map<string, CheckCount>();
  for (const { name, draws, rejections } of counts) {
    const known = sums.get(name) ?? { name, draws: 0, rejections: 0 };
    sums.set(name, { name, draws: known.draws + draws, rejections: known.rejections + rejections });
  }
  return [...sums.values()];
}
