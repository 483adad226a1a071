import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, serveEmbedded } from '../../scripts/tabular/serve.ts';
import type { Job } from '../../shared/contracts/job.ts';
import { configWith, createTestLog, json, type TestServerOptions } from './generate-server.ts';

export interface RunningServer {
  readonly server: EmbeddedServer;
  readonly base: string;
  /** Lines of the log, read. */
  log(): { readonly event: string; readonly [field: string]: unknown }[];
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Makes a job of a spec. */
  makeJob(spec: object, headers?: Record<string, string>): Promise<Job>;
  /** Follows the events of a job to its end. */
  waitForEnd(jobId: string): Promise<Job>;
  stop(): Promise<void>;
}

/** The whole product on a free port and a data folder of its own. */
export async function startEmbeddedServer(config: TestServerOptions['config'] = {}): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-http-'));
  const full = configWith({
    ...config,
    server: { port: 0, ...config.server },
    storage: { ...config.storage, data_dir: folder },
    generation: { parallel_workers: 1, ...config.generation },
  });
  const lines: string[] = [];
  const server = await serveEmbedded(full, createTestLog(lines));
  const base = `http://127.0.0.1:${server.port}`;
  const ask = (path: string, init?: RequestInit) => fetch(base + path, init);
  return {
    server,
    base,
    ask,
    log: () => lines.map((line) => JSON.parse(line)),
    async makeJob(spec, headers = {}) {
      const response = await ask('/generate', json(spec, { prefer: 'respond-async', ...headers }));
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as Job;
    },
    async waitForEnd(jobId) {
      await (await ask(`/v1/jobs/${jobId}/events`)).text();
      return (await (await ask(`/v1/jobs/${jobId}`)).json()) as Job;
    },
    async stop() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
