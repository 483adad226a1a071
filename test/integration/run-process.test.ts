import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** As a bundle is: one line, longer than platforms read. */
const PADDING = `/*${'x'.repeat(100_000)}*/`;

it('a bug that nobody caught ends the process with 1 and one short line, however long the line that threw', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-bug-'));
  const program = join(folder, 'program.mjs');
  const module = JSON.stringify(resolve('shared/http/run-process.ts'));
  writeFileSync(
    program,
    `import { runProcess } from ${module};
await runProcess(process, async () => ({ monitoring: { log_level: 'info', log_format: 'json' }, version: '0', start: async () => {
  ${PADDING} setTimeout(() => { throw new TypeError('a bug'); }, 1);
  setInterval(() => undefined, 1_000);
  return { host: 'h', port: 1, close: async () => undefined };
} }));
`,
  );
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [written, notes] = [child.stdout.toArray(), child.stderr.toArray()];
  const [code] = await once(child, 'exit');
  const last = Buffer.concat(await written)
    .toString()
    .trim()
    .split('\n')
    .at(-1)!;
  expect(code).toBe(1);
  expect(last.length).toBeLessThan(32 * 1_024);
  expect(JSON.parse(last)).toMatchObject({ event: 'server_failed', code: 'INTERNAL' });
  expect(JSON.parse(last).cause).toContain('TypeError: a bug');
  expect(Buffer.concat(await notes).toString()).toBe('');
  rmSync(folder, { recursive: true });
});
