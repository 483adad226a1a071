import { describe, expect, it } from 'vitest';
import { EventNotifier } from '../../../shared/jobs/event-notifier.ts';

const JOB = { tenantId: 't', jobId: 'j' };
const LONG_MS = 60_000;

describe('event notifier', () => {
  it('wakes everybody who waits for the job and nobody else', async () => {
    const notifier = new EventNotifier();
    const other = new AbortController();
    let isOtherAwake = false;
    const waiting = notifier.wait({ ...JOB, jobId: 'k' }, LONG_MS, other.signal).then(() => {
      isOtherAwake = true;
    });
    const both = Promise.all([notifier.wait(JOB, LONG_MS), notifier.wait(JOB, LONG_MS)]);
    notifier.notify('t', 'j');
    await both;
    expect(isOtherAwake).toBe(false);
    other.abort();
    await waiting;
  });

  it('returns at the end of its time, and at once for a caller that has left', async () => {
    const notifier = new EventNotifier();
    await notifier.wait(JOB, 1);
    await notifier.wait(JOB, LONG_MS, AbortSignal.abort());
    notifier.notify('t', 'j');
  });
});
