import { loadConfig } from '../../../shared/config/load-config.ts';
import { createLineBuffer } from '../../../shared/telemetry/line-buffer.ts';
import { createLog } from '../../../shared/telemetry/log.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { serveEmbedded } from '../serve.ts';
import type { Terminal } from '../terminal.ts';

/** Options that are configuration under another name. */
const ENVIRONMENT_OF = {
  host: 'TABULAR_SERVER_HOST',
  port: 'TABULAR_SERVER_PORT',
  'data-dir': 'TABULAR_STORAGE_DATA_DIR',
} as const;

const OPTIONS = {
  config: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  'data-dir': { type: 'string' },
} as const;

export const serve: Command = {
  help: `tabular serve

  tabular serve
  tabular serve --port 9000 --data-dir /var/lib/tabular
  DATABASE_URL=postgres://localhost/tabular tabular serve

Serves everything in one process until Ctrl-C or SIGTERM; jobs that were running go on at the next start. The log goes
to standard output, a JSON object per line.

Options:
  --config FILE     default $TABULAR_CONFIG, then tabular.yaml when it exists
  --host HOST       default 127.0.0.1; any other address needs $TABULAR_API_KEY
  --port PORT       default 8000; 0 for any that is free
  --data-dir DIR    default $TABULAR_DATA_DIR, then ./data
  -q, --quiet       the log only
"tabular config show --origin" prints all settings and where they come from.
`,
  options: OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    const { config } = loadConfig({
      ...(values.config === undefined ? {} : { file: values.config }),
      env: { ...terminal.environment, ...environmentOf(values) },
      cwd: process.cwd(),
    });
    const lines = createLineBuffer((text) => terminal.data(text));
    const { log_level: level, log_format: format } = config.monitoring;
    const log = createLog({ level, format, write: lines.write, now: Date.now });
    const server = await serveEmbedded(config, log);
    if (!values.quiet)
      terminal.notes(`listening on ${addressOf(server)}, data in ${server.platform.folder}; Ctrl-C stops\n`);
    await interruptionOf(terminal);
    log.info('server_stopping', {});
    await server.close();
    log.info('server_stopped', {});
    lines.flush();
    return EXIT_CODES.ok;
  },
};

function environmentOf(values: Partial<Record<keyof typeof ENVIRONMENT_OF, string | undefined>>) {
  const names = Object.keys(ENVIRONMENT_OF) as (keyof typeof ENVIRONMENT_OF)[];
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [ENVIRONMENT_OF[name], values[name]]),
  );
}

function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  const name = host === '127.0.0.1' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function interruptionOf({ signal }: Terminal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
