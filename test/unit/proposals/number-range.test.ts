import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorSteps, stepRange, stepsText } from '../../../shared/proposals/number-range.ts';

const limit = (text: string, isExclusive = false) => ({ text, isExclusive });
const ALL = { min: -10_000n, max: 10_000n };

describe('floorSteps', () => {
  it.each([
    ['12.345', 2, 1234n, false],
    ['-12.345', 2, -1235n, false],
    ['-12.30', 2, -1230n, true],
    ['5', 0, 5n, true],
    ['.5', 0, 0n, false],
    ['-.5', 0, -1n, false],
    ['1e3', 1, 10_000n, true],
    ['1.5e-1', 2, 15n, true],
    ['+7.', 1, 70n, true],
  ])('of %s at scale %i is %s', (text, scale, steps, isExact) => {
    expect(floorSteps(text, scale)).toEqual({ steps, isExact });
  });

  it.each(['', '.', 'x', '1,5', '--1'])('of %j is nothing', (text) => {
    expect(floorSteps(text, 2)).toBeUndefined();
  });

  it('undoes stepsText', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.integer({ min: 0, max: 18 }),
        (steps, scale) => {
          expect(floorSteps(stepsText(steps, scale), scale)).toEqual({ steps, isExact: true });
        },
      ),
    );
  });
});

describe('stepRange', () => {
  it('holds exactly the steps that all checks allow', () => {
    const bound = fc.record({
      text: fc.integer({ min: -300, max: 300 }).map((n) => String(n / 4)),
      isExclusive: fc.boolean(),
    });
    const bounds = fc.array(bound, { maxLength: 2 });
    fc.assert(
      fc.property(bounds, bounds, (lows, highs) => {
        const type = { min: -100n, max: 100n };
        const range = stepRange(type, type, { lows, highs, scale: 0 });
        for (let step = -100n; step <= 100n; step++) {
          const value = Number(step);
          const isAllowed =
            lows.every(({ text, isExclusive }) => (isExclusive ? value > Number(text) : value >= Number(text))) &&
            highs.every(({ text, isExclusive }) => (isExclusive ? value < Number(text) : value <= Number(text)));
          expect(range !== undefined && step >= range.min && step <= range.max).toBe(isAllowed);
        }
      }),
      { numRuns: 100, seed: 20_260_104 },
    );
  });

  it('keeps a wish as far as the checks leave any of it', () => {
    const wish = { min: 0n, max: 10n };
    expect(stepRange(ALL, wish, { lows: [limit('3')], highs: [], scale: 0 })).toEqual({ min: 3n, max: 10n });
    expect(stepRange(ALL, wish, { lows: [limit('50')], highs: [], scale: 0 })).toEqual({ min: 50n, max: 10_000n });
    expect(stepRange(ALL, wish, { lows: [limit('5', true)], highs: [limit('5')], scale: 0 })).toBeUndefined();
  });
});
