import { currentTrace } from './trace.ts';

/**
 * Everything that is ever logged; a test compares the list with what is emitted. Lines that a request caused carry
 * `trace_id`, about it `request_id`, lines about a job `job_id`; `job_created` carries all, and so ties them together.
 */
export const LOG_EVENTS = [
  'server_started',
  'server_stopping',
  'server_stopped',
  'server_failed',
  'request_answered',
  'request_failed',
  'stream_finished',
  'stream_abandoned',
  'job_created',
  'job_cancel_requested',
  'job_retried',
  'job_deleted',
  'job_ended',
  'schema_created',
  'schema_changed',
  'schema_deleted',
  'cache_connected',
  'cache_unavailable',
  'schedule_created',
  'schedule_changed',
  'schedule_deleted',
  'storage_event_refused',
  'task_finished',
  'task_failed',
  'lease_lost',
  'leases_expired',
  'worker_failed',
  'ring_lost',
  'maintenance_ran',
] as const;
export type LogEvent = (typeof LOG_EVENTS)[number];

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Names, counts, ids and durations; never a value of generated or trained data. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(event: LogEvent, fields?: LogFields): void;
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  error(event: LogEvent, fields?: LogFields): void;
  isEnabled(level: LogLevel): boolean;
}

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: 'json' | 'text';
  /** Takes whole lines, ending included. */
  readonly write: (lines: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Platforms cut lines of 64 KiB; a cut JSON line is a lost one. */
const LINE_CHARACTERS_MAX = 7_900;
const FIELD_CHARACTERS_MAX = 2_000;

/** One line per event, as JSON or as text for people, at most 32 KiB long whatever the fields hold. */
export function createLog({ level, format, write, now }: LogOptions): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const render = format === 'json' ? renderJson : renderText;
  const at = (name: LogLevel) => {
    if (LOG_LEVELS.indexOf(name) < threshold) return () => undefined;
    return (event: LogEvent, fields: LogFields = {}) =>
      write(render({ time: new Date(now()).toISOString(), level: name, event, ...traceFields(), ...shorten(fields) }));
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    isEnabled: (name) => LOG_LEVELS.indexOf(name) >= threshold,
  };
}

function traceFields(): LogFields {
  const trace = currentTrace();
  if (trace === undefined) return {};
  return { trace_id: trace.traceId, ...(trace.callId !== undefined && { call_id: trace.callId }) };
}

function renderJson(line: LogFields): string {
  const text = JSON.stringify(line);
  if (text.length <= LINE_CHARACTERS_MAX) return `${text}\n`;
  const { time, level, event, trace_id, request_id, job_id, code } = line;
  return `${JSON.stringify({ time, level, event, trace_id, request_id, job_id, code, is_shortened: true })}\n`;
}

function renderText({ time, level, event, ...fields }: LogFields): string {
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? JSON.stringify(value) : value}`);
  const text = [time, String(level).toUpperCase().padEnd(5), event, ...rest].join(' ');
  return `${text.slice(0, LINE_CHARACTERS_MAX)}\n`;
}

function shorten(fields: LogFields): LogFields {
  const isShort = Object.values(fields).every(
    (value) => !(typeof value === 'string') || value.length <= FIELD_CHARACTERS_MAX,
  );
  if (isShort) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, FIELD_CHARACTERS_MAX) : value,
    ]),
  );
}
