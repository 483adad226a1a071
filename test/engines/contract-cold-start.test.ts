import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RUNTIMES, type Runtime, runtimeSkipReason, startHosted } from '../support/hosted-function.ts';

const folder = mkdtempSync(join(tmpdir(), 'tabular-bare-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The least that a server of Node can be. */
const bare = join(folder, 'server.mjs');
writeFileSync(
  bare,
  `import { createServer } from 'node:http';
createServer((_, response) => response.end('healthy')).listen(process.env.PORT, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`,
);

const STARTS = 3;

async function startMs(runtime: Runtime, program?: readonly string[]): Promise<number> {
  await using hosted = await startHosted(runtime, 'generate', { ...(program && { program }) });
  return hosted.startMs;
}

describe.each(RUNTIMES)('a cold start behind %s', (runtime) => {
  const skipReason = runtimeSkipReason(runtime);

  it.skipIf(skipReason)(`is measured against a bare server of Node ${skipReason ?? ''}`, async () => {
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let start = 0; start < STARTS; start++) {
      theirs.push(await startMs(runtime, [bare]));
      ours.push(await startMs(runtime));
    }
    const [generate, node] = [Math.min(...ours), Math.min(...theirs)];
    process.stdout.write(
      `cold start behind ${runtime}: generate ${generate.toFixed(0)} ms, bare ${node.toFixed(0)} ms, ${(generate / node).toFixed(2)}x\n`,
    );
    expect(ours).toHaveLength(STARTS);
  });
});
