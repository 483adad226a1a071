import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

const RUNNING = {
  id: 'job_1',
  name: 'shop',
  state: 'running',
  steps: [{ name: 'chunk', state: 'running', value: 500, max: 1_000, unit: 'rows' }],
  num_records: 1_000,
  rows_per_second: 100,
  eta_seconds: 5,
  error: null,
  format: 'csv',
  seed: 7,
  created_at: '2025-01-01T00:00:00Z',
  ended_at: null,
};
const FAILED = {
  ...RUNNING,
  state: 'failed',
  error: { code: 'STORAGE_FULL', message: 'no space is left', task: 'chunk 3' },
  ended_at: '2025-01-01T00:00:09Z',
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Runs `tabular job …` against a real server on loopback that answers with `handler`. */
async function startJob(handler: (request: IncomingMessage, response: ServerResponse) => void, ...args: string[]) {
  server = createServer(handler);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const terminal = recordTerminal({ environment: { TABULAR_SERVER: `http://127.0.0.1:${port}` } });
  return { terminal, exitCode: runCommandLine(['job', ...args], terminal) };
}

function eventText(sequence: number, job: unknown): string {
  return `id: ${sequence}\ndata: ${JSON.stringify({ event_sequence: sequence, name: 'progress', job })}\n\n`;
}

describe('tabular job list', () => {
  it('prints a table and how to go on', async () => {
    const seen: (string | undefined)[] = [];
    const { terminal, exitCode } = await startJob(
      (request, response) => {
        seen.push(request.url);
        response.end(JSON.stringify({ jobs: [RUNNING], next_cursor: 'abc' }));
      },
      'list',
      '--state',
      'running',
      '--limit',
      '1',
    );
    expect(await exitCode).toBe(0);
    expect(seen).toEqual(['/v1/jobs?limit=1&state=running']);
    expect(terminal.dataText()).toBe(
      'ID     STATE    ROWS   FORMAT  CREATED               NAME\njob_1  running  1,000  csv     2025-01-01T00:00:00Z  shop\n',
    );
    expect(terminal.notesText()).toBe('more: --cursor abc\n');
  });
});

describe('tabular job show', () => {
  it('prints one job with its error', async () => {
    const { terminal, exitCode } = await startJob(
      (_request, response) => response.end(JSON.stringify(FAILED)),
      'show',
      'job_1',
    );
    expect(await exitCode).toBe(0);
    expect(terminal.dataText()).toMatch(/^state +failed$/m);
    expect(terminal.dataText()).toMatch(/^chunk +500 of 1,000 rows$/m);
    expect(terminal.dataText()).toMatch(/^error +no space is left \[STORAGE_FULL\]$/m);
  });

  it('wants exactly one id', async () => {
    const { terminal, exitCode } = await startJob((_request, response) => response.end('{}'), 'show');
    expect(await exitCode).toBe(2);
    expect(terminal.notesText()).toContain('expected one job id, got 0');
  });

  it('exits as "not found" for a job that is not there', async () => {
    const { exitCode } = await startJob(
      (_request, response) => {
        response.writeHead(404).end(JSON.stringify({ code: 'JOB_NOT_FOUND', detail: 'no such job' }));
      },
      'show',
      'job_2',
    );
    expect(await exitCode).toBe(4);
  });

  it('exits as "server unavailable" where nothing listens', async () => {
    const terminal = recordTerminal();
    expect(await runCommandLine(['job', 'show', 'job_1', '--server', 'http://127.0.0.1:1'], terminal)).toBe(10);
    expect(await runCommandLine(['job', 'show', 'job_1', '--server', 'elsewhere'], terminal)).toBe(2);
  });
});

describe('tabular job cancel', () => {
  it('asks for it and prints the job', async () => {
    const seen: string[] = [];
    const { terminal, exitCode } = await startJob(
      (request, response) => {
        seen.push(`${request.method} ${request.url}`);
        response.end(JSON.stringify({ ...RUNNING, state: 'cancelling' }));
      },
      'cancel',
      'job_1',
    );
    expect(await exitCode).toBe(0);
    expect(seen).toEqual(['POST /v1/jobs/job_1/cancel']);
    expect(terminal.dataText()).toMatch(/^state +cancelling$/m);
  });
});

describe('tabular job watch', () => {
  it('ends with the job, and tells a failure by its exit code', async () => {
    const { terminal, exitCode } = await startJob(
      (_request, response) => response.end(eventText(1, RUNNING) + eventText(2, FAILED)),
      'watch',
      'job_1',
    );
    expect(await exitCode).toBe(7);
    expect(terminal.dataText()).toMatch(/^state +failed$/m);
  });

  it('prints one line per event for programs', async () => {
    const { terminal, exitCode } = await startJob(
      (_request, response) => response.end(eventText(1, RUNNING) + eventText(2, { ...RUNNING, state: 'succeeded' })),
      'watch',
      'job_1',
      '--json',
    );
    expect(await exitCode).toBe(0);
    const events = terminal
      .dataText()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { job: { state: string } });
    expect(events.map(({ job }) => job.state)).toEqual(['running', 'succeeded']);
  });

  it('detaches on Ctrl-C: exit code 0, and the job goes on', async () => {
    const seen: string[] = [];
    const connected = Promise.withResolvers<void>();
    const { terminal, exitCode } = await startJob(
      (request, response) => {
        seen.push(`${request.method} ${request.url}`);
        response.write(eventText(1, RUNNING), () => connected.resolve());
      },
      'watch',
      'job_1',
    );
    await connected.promise;
    terminal.interrupt();
    expect(await exitCode).toBe(0);
    expect(terminal.notesText()).toBe('detached; the job goes on: tabular job watch job_1, tabular job cancel job_1\n');
    expect(seen).toEqual(['GET /v1/jobs/job_1/events']);
  });
});
