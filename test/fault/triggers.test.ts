import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ScheduleCreation } from '../../shared/contracts/triggers.ts';
import { deleteBelow } from '../../shared/objects/delete-below.ts';
import { createScheduleStore } from '../../shared/schedules/create-schedule-store.ts';
import { createSchemaStore } from '../../shared/schemas/create-schema-store.ts';
import { schemaContent } from '../../shared/schemas/schema-content.ts';
import { pgliteEngine } from '../support/temp-database.ts';
import { startTriggerPlatform, TENANT, type TriggerPlatform, type Wrap } from '../support/trigger-platform.ts';

const SPEC = { schema: { id: 'sequence' }, num_records: 3 };

/** A process that dies right after its n-th call to a store: as if before the next one, the answer lost. */
class Death {
  calls = 0;
  readonly #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  readonly wrap: Wrap = ({ database, objects }) => ({
    database: this.#mortal(database),
    objects: this.#mortal(objects),
  });

  #mortal<Store extends object>(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          this.calls += 1;
          if (this.calls > this.#at) throw new Error('dead');
          const answer: unknown = await Reflect.apply(member, target, parameters);
          if (this.calls === this.#at) throw new Error('dead');
          return answer;
        };
      },
    });
  }
}

describe('a process that dies at the n-th call of its triggers, for every n', () => {
  const engine = pgliteEngine();
  let platform: TriggerPlatform;
  beforeAll(async () => {
    platform = await startTriggerPlatform(engine);
    const schemas = createSchemaStore(platform.database);
    await schemas.createSchema({ tenantId: TENANT, name: 'shop', content: schemaContent(SPEC) });
  });
  afterAll(async () => {
    await platform?.close();
    await engine.close();
  });
  beforeEach(async () => {
    await platform.database.execute('TRUNCATE jobs, plans, tasks, inbox_events, schedules CASCADE');
    await deleteBelow(platform.objects, '');
  });

  /** One look by a process that dies, then one by another. True when the first one did not get so far as to die. */
  async function lookTwice(n: number): Promise<boolean> {
    const death = new Death(n);
    await platform.processes(death.wrap)();
    await platform.hurry();
    await platform.trigger();
    await platform.hurry();
    return death.calls < n;
  }

  it('makes one job of an arrival, and brings all of its files', async () => {
    for (let n = 1, isOver = false; !isOver; n++) {
      await platform.database.execute('TRUNCATE jobs, plans, tasks, inbox_events CASCADE');
      await platform.put('inbox/shop/a.yaml', `seed: ${n}`);
      const isStarted = await lookTwice(n);
      const [job, ...others] = await platform.listJobs();
      expect([n, job?.seed, others]).toEqual([n, n, []]);
      await platform.succeed(job!.id);
      const isDelivered = await lookTwice(n);
      expect(Object.keys(await platform.read('outbox/')), String(n)).toEqual([
        'outbox/a/data.csv',
        'outbox/a/manifest.json',
      ]);
      const { events } = await platform.inbox.list(TENANT, { limit: 9 });
      expect(events).toMatchObject([{ state: 'succeeded', job_id: job!.id }]);
      isOver = isStarted && isDelivered;
    }
  });

  it('makes one job of a due time', async () => {
    const store = createScheduleStore(platform.database);
    const schedule = { name: 'nightly', cron: '0 0 1 1 *', request: { schema_ref: 'shop' } };
    for (let n = 1, isOver = false; !isOver; n++) {
      await platform.database.execute('TRUNCATE jobs, plans, tasks, schedules CASCADE');
      await store.create(TENANT, ScheduleCreation.parse(schedule));
      await platform.database.execute("UPDATE schedules SET next_due_at = now() - interval '1 minute'");
      isOver = await lookTwice(n);
      const jobs = await platform.listJobs();
      const { runs } = await store.listRuns({ tenantId: TENANT, name: 'nightly' }, { limit: 9 });
      expect([n, jobs.length, runs]).toMatchObject([n, 1, [{ state: 'started', job_id: jobs[0]!.id }]]);
    }
  });
});
