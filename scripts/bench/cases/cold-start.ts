/** From spawn to the first answer of the bundled generate process, against a bare Node HTTP server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '../../engines/free-port.ts';
import { type Bar, bar } from '../bar.ts';
import { interleave, median } from '../interleave.ts';
import { waitForPort } from '../server-process.ts';

const BODY = '{"generator_type":"tabular","schema":{"id":"integer[1:1000]","name":"string"},"num_records":100}';

const WARM_STARTS = 3;

export async function coldStartBars(isQuick: boolean): Promise<Bar[]> {
  for (let start = 0; start < WARM_STARTS; start++)
    await firstAnswer('dist/generate/index.mjs', '/generate', BODY, 'SIGTERM');
  const seconds = await interleave(
    {
      bare: () => firstAnswer('scripts/bench/baselines/bare-http.mjs', '/health'),
      health: () => firstAnswer('dist/generate/index.mjs', '/health'),
      generate: () => firstAnswer('dist/generate/index.mjs', '/generate', BODY),
    },
    isQuick ? 5 : 15,
  );
  const ms = {
    bare: median(seconds.bare) * 1e3,
    health: median(seconds.health) * 1e3,
    generate: median(seconds.generate) * 1e3,
  };
  const line = (name: string, must: number, own: number): Bar =>
    bar({
      name,
      must,
      direction: 'atMost',
      measured: own / ms.bare,
      unit: 'x',
      detail: `${own.toFixed(0)} ms, bare ${ms.bare.toFixed(0)} ms`,
    });
  return [
    line('cold start to the first /health against bare Node', 1.8, ms.health),
    line('cold start to the first POST /generate of 100 rows against bare Node', 2.2, ms.generate),
  ];
}

/** `signal` ends the process: only one that may finish stores the code that it compiled, for the starts after it. */
async function firstAnswer(
  script: string,
  path: string,
  body?: string,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: String(port), TABULAR_LOG_LEVEL: 'error' },
    stdio: 'ignore',
  });
  try {
    await waitForPort(port, child);
    const answer = await fetch(
      `http://127.0.0.1:${port}${path}`,
      body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body },
    );
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${script}${path} answered ${answer.status}`);
  } finally {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}
