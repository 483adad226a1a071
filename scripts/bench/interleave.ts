import { loadavg } from 'node:os';

/** A thing to time, sync or async. A function that it answers is its clean-up, which runs after the clock has stopped. */
export type Case = () => unknown;

/** Seconds of every counted round, per case. */
export type Timings<Name extends string> = Record<Name, number[]>;

/**
 * Runs the cases in turn, round after round, so that a slow minute of the machine hits all of them alike. The first
 * round warms up and is not counted.
 */
export async function interleave<Name extends string>(
  cases: Record<Name, Case>,
  rounds: number,
): Promise<Timings<Name>> {
  const names = Object.keys(cases) as Name[];
  const timings = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Timings<Name>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const started = performance.now();
      const cleanUp = await cases[name]();
      if (round >= 0) timings[name].push((performance.now() - started) / 1_000);
      if (typeof cleanUp === 'function') await cleanUp();
    }
  }
  return timings;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One-minute load average: a reader of the table sees whether the machine was busy. */
export function machineLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
