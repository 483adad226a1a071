/** From the start of a container to its first 200 behind the programs of OpenFaaS and Knative, against bare Node. */
import { resolve } from 'node:path';
import { RUNTIMES, startHosted } from '../../../test/support/hosted-function.ts';
import { type Bar, bar } from '../bar.ts';
import { interleave, median } from '../interleave.ts';

const BARE = resolve('scripts/bench/baselines/bare-http.mjs');

export async function platformStartBars(isQuick: boolean): Promise<Bar[]> {
  const bars: Bar[] = [];
  for (const runtime of RUNTIMES) {
    const [ours, bare]: [number[], number[]] = [[], []];
    const start = (into: number[], program?: readonly string[]) => async () => {
      await using hosted = await startHosted(runtime, 'generate', { ...(program && { program }) });
      into.push(hosted.startMs);
    };
    await interleave({ bare: start(bare, [BARE]), ours: start(ours) }, isQuick ? 3 : 9);
    // the first round warms up
    const [oursMs, bareMs] = [median(ours.slice(1)), median(bare.slice(1))];
    bars.push(
      bar({
        name: `cold start behind ${runtime} to the first 200 against bare Node behind it`,
        must: 2.2,
        direction: 'atMost',
        measured: oursMs / bareMs,
        unit: 'x',
        detail: `${oursMs.toFixed(0)} ms, bare ${bareMs.toFixed(0)} ms`,
      }),
    );
  }
  return bars;
}
