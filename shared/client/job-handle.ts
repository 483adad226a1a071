import type { CallOptions, Connection } from './connection.ts';
import type { DatasetManifest, Job, JobEvent } from './generated/api-types.ts';
import { JobFile } from './job-file.ts';
import { TabularError } from './tabular-error.ts';
import { jobPath, type WaitOptions, waitForEnd, watchJob } from './watch-job.ts';

/** One job of a server, by its id: everything that can be asked of it. Holds no state of its own. */
export class JobHandle {
  readonly id: string;
  readonly #connection: Connection;

  constructor(connection: Connection, id: string) {
    this.id = id;
    this.#connection = connection;
  }

  /** The job as it is now. */
  get(options: CallOptions = {}): Promise<Job> {
    return this.#connection.askJson({ method: 'GET', path: jobPath(this.id), isRepeatable: true, ...options });
  }

  /** Every event from the first to the one that ends the job, none twice; takes a lost connection up again. */
  events(options: CallOptions = {}): AsyncGenerator<JobEvent> {
    return watchJob(this.#connection, this.id, options);
  }

  /** The job when it has succeeded. Throws TabularError with the job's own code when it failed or was cancelled. */
  async wait(options: WaitOptions = {}): Promise<Job> {
    const job = await waitForEnd(this.#connection, this.id, options);
    if (job.state === 'succeeded') return job;
    const { code, message } = job.error ?? { code: 'CANCELLED', message: `job ${this.id} was cancelled` };
    throw new TabularError(message, { status: 0, code });
  }

  /** Asks the workers to stop; they do within a second. */
  cancel(options: CallOptions = {}): Promise<Job> {
    return this.#connection.askJson({
      method: 'POST',
      path: `${jobPath(this.id)}/cancel`,
      isRepeatable: false,
      ...options,
    });
  }

  /** Goes on with a failed or cancelled job; finished parts stay. */
  retry(options: CallOptions = {}): Promise<Job> {
    return this.#connection.askJson({
      method: 'POST',
      path: `${jobPath(this.id)}/retry`,
      isRepeatable: false,
      ...options,
    });
  }

  /** What a job that succeeded has made. */
  result(options: CallOptions = {}): Promise<DatasetManifest> {
    const path = `${jobPath(this.id)}/result`;
    return this.#connection.askJson({ method: 'GET', path, isRepeatable: true, ...options });
  }

  /** The files of that, ready to be read. */
  async files(options: CallOptions = {}): Promise<JobFile[]> {
    const { tables } = await this.result(options);
    return tables.flatMap(({ name, files }) =>
      files.map((file) => new JobFile(this.#connection, this.id, { table: name, ...file })),
    );
  }

  /** Deletes an ended job and its files. */
  async delete(options: CallOptions = {}): Promise<void> {
    await this.#connection.ask({ method: 'DELETE', path: jobPath(this.id), isRepeatable: false, ...options });
  }
}
