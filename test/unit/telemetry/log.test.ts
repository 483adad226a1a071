import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLineBuffer } from '../../../shared/telemetry/line-buffer.ts';
import { createLog, LOG_EVENTS } from '../../../shared/telemetry/log.ts';

function logInto(lines: string[], level: 'debug' | 'warn', format: 'json' | 'text') {
  return createLog({ level, format, write: (text) => lines.push(text), now: () => 1_700_000_000_000 });
}

describe('createLog', () => {
  it('writes one JSON line per event', () => {
    const lines: string[] = [];
    logInto(lines, 'debug', 'json').info('server_started', { port: 1, host: 'a\nb' });
    expect(lines).toHaveLength(1);
    expect(lines[0]!.indexOf('\n')).toBe(lines[0]!.length - 1);
    expect(JSON.parse(lines[0]!)).toEqual({
      time: '2023-11-14T22:13:20.000Z',
      level: 'info',
      event: 'server_started',
      port: 1,
      host: 'a\nb',
    });
  });

  it('writes text for people', () => {
    const lines: string[] = [];
    logInto(lines, 'debug', 'text').warn('task_failed', { code: 'INTERNAL', seconds: 2, none: undefined });
    expect(lines[0]).toBe('2023-11-14T22:13:20.000Z WARN  task_failed code="INTERNAL" seconds=2\n');
  });

  it('leaves out what is below its level', () => {
    const lines: string[] = [];
    const log = logInto(lines, 'warn', 'json');
    log.debug('request_answered');
    log.info('server_started');
    log.error('request_failed');
    expect(lines).toHaveLength(1);
    expect([log.isEnabled('info'), log.isEnabled('warn')]).toEqual([false, true]);
  });

  it('keeps lines below 32 KiB whatever the fields hold', () => {
    for (const format of ['json', 'text'] as const) {
      const lines: string[] = [];
      const long = '\u0001€'.repeat(100_000);
      const fields = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, long]));
      logInto(lines, 'debug', format).error('request_failed', { request_id: 'r', code: 'INTERNAL', ...fields });
      expect(Buffer.byteLength(lines[0]!)).toBeLessThan(32 * 1024);
      expect(lines[0]).toContain('request_failed');
    }
  });
});

describe('LOG_EVENTS', () => {
  const sources = ['functions', 'shared', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const emitted = new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/\blog\.(?:debug|info|warn|error)\(\s*'([a-z_]+)'/g)].map(([, event]) => event!),
    ),
  );

  it('are exactly the events that something emits', () => {
    expect([...emitted].sort()).toEqual([...LOG_EVENTS].sort());
  });
});

describe('createLineBuffer', () => {
  it('writes the lines of one turn of the event loop together, in order', async () => {
    const written: string[] = [];
    const buffer = createLineBuffer((text) => written.push(text));
    buffer.write('a\n');
    buffer.write('b\n');
    expect(written).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toEqual(['a\nb\n']);
  });

  it('writes at once when much waits, and what is left when flushed', () => {
    const written: string[] = [];
    const buffer = createLineBuffer((text) => written.push(text));
    buffer.write('x'.repeat(20_000));
    buffer.write('end\n');
    buffer.flush();
    expect(written.map(({ length }) => length)).toEqual([20_000, 4]);
  });
});
