import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { slotOf } from '../../../shared/tasks/register-worker.ts';

it('a worker slot is the same for the next process in its place, and for no other', () => {
  expect(slotOf('chunk', 8_080)).toBe(`chunk:${hostname()}:8080`);
  expect(slotOf('chunk', 8_080)).not.toBe(slotOf('chunk', 8_081));
  expect(slotOf('chunk', 8_080)).not.toBe(slotOf('merge', 8_080));
  // Any number of processes may ask for any free port.
  expect(slotOf('chunk', 0)).toBe(`chunk:${hostname()}:pid-${process.pid}`);
});
