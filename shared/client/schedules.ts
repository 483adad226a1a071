import type { CallOptions, Connection } from './connection.ts';
import type { Schedule, ScheduleList, ScheduleRun, ScheduleRunList, StoredRequest } from './generated/api-types.ts';
import { type ListOptions, listPages } from './list-pages.ts';

/** What is made, and when. What is left out is as the server has it: UTC, other rows each time, one run made up for, 30 days. */
export interface ScheduleDefinition
  extends Pick<Schedule, 'cron'>,
    Partial<Pick<Schedule, 'time_zone' | 'seed_policy' | 'catch_up' | 'retention_days'>> {
  /** A specification, a stored schema or a template, and what is changed of it. */
  readonly request: StoredRequest;
}

/** The schedules of a server. */
export class Schedules {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A new schedule; SCHEDULE_EXISTS for a name in use. */
  create(name: string, definition: ScheduleDefinition, { signal }: CallOptions = {}): Promise<Schedule> {
    const body = { name, ...definition };
    return this.#connection.askJson({ method: 'POST', path: '/v1/schedules', body, isRepeatable: false, signal });
  }

  /** Gives a schedule another definition. */
  update(name: string, definition: ScheduleDefinition, { signal }: CallOptions = {}): Promise<Schedule> {
    const path = addressOf(name);
    return this.#connection.askJson({ method: 'PUT', path, body: definition, isRepeatable: true, signal });
  }

  get(name: string, { signal }: CallOptions = {}): Promise<Schedule> {
    return this.#connection.askJson({ method: 'GET', path: addressOf(name), isRepeatable: true, signal });
  }

  /** All schedules, by name. */
  list(options: ListOptions = {}): AsyncGenerator<Schedule> {
    const entriesOf = ({ schedules }: ScheduleList) => schedules;
    return listPages(this.#connection, { ...options, path: '/v1/schedules', entriesOf });
  }

  /** The runs of a schedule, newest first. */
  runs(name: string, options: ListOptions = {}): AsyncGenerator<ScheduleRun> {
    const entriesOf = ({ runs }: ScheduleRunList) => runs;
    return listPages(this.#connection, { ...options, path: `${addressOf(name)}/runs`, entriesOf });
  }

  /** Nothing is due until it is resumed. */
  pause(name: string, { signal }: CallOptions = {}): Promise<Schedule> {
    return this.#connection.askJson({ method: 'POST', path: `${addressOf(name)}/pause`, isRepeatable: true, signal });
  }

  /** Due again from the next due time on. */
  resume(name: string, { signal }: CallOptions = {}): Promise<Schedule> {
    return this.#connection.askJson({ method: 'POST', path: `${addressOf(name)}/resume`, isRepeatable: true, signal });
  }

  /** One run more, now. */
  run(name: string, { signal }: CallOptions = {}): Promise<ScheduleRun> {
    return this.#connection.askJson({ method: 'POST', path: `${addressOf(name)}/run`, isRepeatable: false, signal });
  }

  /** Deletes a schedule and its history; jobs that it made stay as long as it said. */
  async delete(name: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#connection.ask({ method: 'DELETE', path: addressOf(name), isRepeatable: false, signal });
  }
}

function addressOf(name: string): string {
  return `/v1/schedules/${encodeURIComponent(name)}`;
}
