import { describe, expect, it } from 'vitest';
import { parseIsoDate, parseIsoDatetime, parseIsoTime } from '../../../shared/contracts/iso-calendar.ts';

describe('parseIsoDate', () => {
  it('agrees with the calendar of the platform on every day of 400 years', () => {
    for (let days = -140_000; days < 6_097; days++) {
      const text = new Date(days * 86_400_000).toISOString().slice(0, 10);
      if (parseIsoDate(text) !== days) expect.unreachable(text);
    }
  });

  it.each([
    ['0000-01-01', -719_528],
    ['9999-12-31', 2_932_896],
    ['2000-02-29', 11_016],
  ])('gives %s as %d days', (text, days) => {
    expect(parseIsoDate(text)).toBe(days);
  });

  it.each([
    '1900-02-29',
    '2023-02-29',
    '2024-04-31',
    '2024-00-10',
    '2024-13-01',
    '2024-01-00',
    '24-01-01',
    '2024-1-1',
    '',
    '2024-01-01 ',
  ])('knows no day %j', (text) => {
    expect(parseIsoDate(text)).toBeUndefined();
  });
});

describe('parseIsoTime', () => {
  it.each([
    ['00:00', 0],
    ['08:30', 30_600_000_000],
    ['23:59:59.999999', 86_399_999_999],
    ['12:00:00.5', 43_200_500_000],
    ['24:00:00', 86_400_000_000],
  ])('gives %s as %d microseconds', (text, micros) => {
    expect(parseIsoTime(text)).toBe(micros);
  });

  it.each(['24:00', '24:00:01', '12:60', '12:00:60', '8:00', '12:00:00.1234567', '12'])('knows no time %j', (text) => {
    expect(parseIsoTime(text)).toBeUndefined();
  });
});

describe('parseIsoDatetime', () => {
  it.each([
    ['1970-01-01', 0n, false],
    ['1970-01-01T00:00:01Z', 1_000_000n, true],
    ['1970-01-01T01:00:00.000001+01:00', 1n, true],
    ['1969-12-31T22:00:00-02:00', 0n, true],
    ['2024-06-01t12:30', 1_717_245_000_000_000n, false],
    ['9999-12-31T23:59:59.999999Z', 253_402_300_799_999_999n, true],
  ])('gives %s as %d microseconds', (text, micros, hasOffset) => {
    expect(parseIsoDatetime(text)).toEqual({ micros, hasOffset });
  });

  it.each([
    '2024-01-01T24:00:00',
    '2024-01-01T12:00:00+25:00',
    '2024-01-01 12:00',
    '2024-02-30T00:00',
    '1970-01-01Z',
    'x',
  ])('knows no instant %j', (text) => {
    expect(parseIsoDatetime(text)).toBeUndefined();
  });
});
