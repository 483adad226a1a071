import { AppError } from '../errors/app-error.ts';
import { createLineBuffer, type LineBuffer } from '../telemetry/line-buffer.ts';
import { createLog, type Log, type LogLevel } from '../telemetry/log.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/** A server in this process, running. */
export interface RunningProcess {
  readonly host: string;
  readonly port: number;
  /** Lets requests end and closes everything. */
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly monitoring: { readonly log_level: LogLevel; readonly log_format: 'json' | 'text' };
  readonly version: string;
  readonly start: (log: Log) => Promise<RunningProcess>;
}

/**
 * Starts a server, logs to standard output, and closes it at SIGTERM or SIGINT. `prepare` reads the configuration; what
 * it or the start throws is one message on standard error and exit code 1.
 */
export async function runProcess(program: NodeJS.Process, prepare: () => Promise<ProcessOptions>): Promise<void> {
  try {
    const { monitoring, version, start } = await prepare();
    const lines = createLineBuffer((text) => program.stdout.write(text));
    const { log_level: level, log_format: format } = monitoring;
    const log = createLog({ level, format, write: lines.write, now: Date.now });
    const running = await start(log);
    log.info('server_started', { host: running.host, port: running.port, version });
    endOnBug(program, log, lines);
    stopOnSignal(program, async (signal) => {
      log.info('server_stopping', { signal });
      await running.close();
      log.info('server_stopped');
      lines.flush();
    });
  } catch (thrown) {
    program.stderr.write(`${describe(thrown)}\n`);
    program.exitCode = 1;
  }
}

/**
 * What nobody caught ends the process, as it would anyway, but as one short line: Node prints the line of the program
 * that threw, and that of a bundle is longer than platforms read.
 */
function endOnBug(program: NodeJS.Process, log: Log, lines: LineBuffer): void {
  program.once('uncaughtException', (thrown: unknown) => {
    const { code, message, cause } = AppError.from(thrown);
    log.error('server_failed', { code, message, cause: cause instanceof Error ? cause.stack : undefined });
    lines.flush();
    program.exit(1);
  });
}

/** Our own messages are for people; of anything else the stack is needed. */
function describe(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.message;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
