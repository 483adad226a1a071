import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCircuitBreaker } from '../../../shared/breakers/circuit-breaker.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

const down = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'the object store does not answer'));
const missing = () => Promise.reject(new AppError('FILE_NOT_FOUND', 'no object of this name'));
const answer = () => Promise.resolve('answer');

function create() {
  return createCircuitBreaker({
    edge: 'the object store',
    code: 'STORAGE_UNAVAILABLE',
    isFailure: (error) => error instanceof AppError && error.code === 'STORAGE_UNAVAILABLE',
    failures: 3,
    retryAfterMs: 2_000,
  });
}

describe('a circuit breaker', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('passes answers and errors through while it is closed', async () => {
    const breaker = create();
    await expect(breaker.run(answer)).resolves.toBe('answer');
    await expect(breaker.run(down)).rejects.toThrow('does not answer');
    expect(breaker.state).toBe('closed');
  });

  it('refuses without calling after failures in a row, and says when to come again', async () => {
    const breaker = create();
    for (let i = 0; i < 3; i++) await breaker.run(down).catch(() => undefined);
    const work = vi.fn(answer);
    await expect(breaker.run(work)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: 'the object store failed 3 times in a row; it is tried again within 2 s',
      retryAfterSeconds: 2,
    });
    expect(work).not.toHaveBeenCalled();
    expect(breaker.state).toBe('open');
  });

  it('stays closed for errors that are answers', async () => {
    const breaker = create();
    for (let i = 0; i < 10; i++) await breaker.run(missing).catch(() => undefined);
    await expect(breaker.run(answer)).resolves.toBe('answer');
  });

  it('begins to count anew with every answer', async () => {
    const breaker = create();
    for (const work of [down, down, answer, down, down]) await breaker.run<string>(work).catch(() => undefined);
    expect(breaker.state).toBe('closed');
  });

  it('tries once after its time, and closes when that succeeds', async () => {
    const breaker = create();
    for (let i = 0; i < 3; i++) await breaker.run(down).catch(() => undefined);
    vi.advanceTimersByTime(2_001);
    await expect(breaker.run(answer)).resolves.toBe('answer');
    expect(breaker.state).toBe('closed');
  });

  it('stays open when the one try fails', async () => {
    const breaker = create();
    for (let i = 0; i < 3; i++) await breaker.run(down).catch(() => undefined);
    vi.advanceTimersByTime(2_001);
    await expect(breaker.run(down)).rejects.toThrow('does not answer');
    await expect(breaker.run(answer)).rejects.toThrow('tried again');
  });
});
