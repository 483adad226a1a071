import { describe, expect, it } from 'vitest';
import { COLUMN_KINDS } from '../../../shared/spec/column-kinds.ts';
import { parseMiniLanguage } from '../../../shared/spec/mini-language.ts';

function members(text: string): unknown {
  const result = parseMiniLanguage(text);
  return 'column' in result ? result.column : result.fault.code;
}

describe('the mini-language', () => {
  it.each([
    ['integer[1:1000]', { kind: 'integer', min: 1, max: 1000 }],
    [' integer [ -5 .. 5 ] ? ', { kind: 'integer', min: -5, max: 5, null_rate: 0.1 }],
    ['long[0:9223372036854775807]', { kind: 'long', min: 0, max: '9223372036854775807' }],
    ['float[0:1]', { kind: 'float', min: 0, max: 1 }],
    ['double[-1e3:.5]', { kind: 'double', min: -1000, max: 0.5 }],
    ['decimal[0:99.95]', { kind: 'decimal', min: '0', max: '99.95' }],
    ['decimal(10,2)', { kind: 'decimal', precision: 10, scale: 2 }],
    ['boolean(0.3)', { kind: 'boolean', p: 0.3 }],
    ['string[3:5]', { kind: 'string', min_length: 3, max_length: 5 }],
    ['date[2020-01-01:2024-12-31]?', { kind: 'date', min: '2020-01-01', max: '2024-12-31', null_rate: 0.1 }],
    ['time[08:00:17:30]', { kind: 'time', min: '08:00', max: '17:30' }],
    ['time[08:00:00:17:00:00]', { kind: 'time', min: '08:00:00', max: '17:00:00' }],
    [
      'timestamp[2024-01-01T00:00:00Z:2024-06-01T12:30:00Z]',
      { kind: 'datetime', min: '2024-01-01T00:00:00Z', max: '2024-06-01T12:30:00Z' },
    ],
    ['category(a, b,c)', { kind: 'category', values: ['a', 'b', 'c'] }],
    ['category("a,b", "c\\"d", e)?', { kind: 'category', values: ['a,b', 'c"d', 'e'], null_rate: 0.1 }],
    ['category("")', { kind: 'category', values: [''] }],
    ['template(user{row}, x)', { kind: 'template', template: 'user{row}, x' }],
    ['constant(5)', { kind: 'constant', value: 5 }],
    ['constant("5")', { kind: 'constant', value: '5' }],
    ['constant(true)', { kind: 'constant', value: true }],
    ['sequence(10,5)', { kind: 'sequence', start: 10, step: 5 }],
    ['pattern([A-Z]{3}-\\d{4}, (a|b))?', { kind: 'string', pattern: '[A-Z]{3}-\\d{4}, (a|b)', null_rate: 0.1 }],
    ['uuid(7)', { kind: 'uuid', version: 7 }],
    ['hash(md5)', { kind: 'hash', algorithm: 'md5' }],
    ['binary[4:16]', { kind: 'binary', min_length: 4, max_length: 16 }],
    ['email(buyer)', { kind: 'email', entity: 'buyer' }],
  ])('reads %s', (text, expected) => {
    expect(members(text)).toEqual(expected);
  });

  it.each(COLUMN_KINDS)('reads the bare word %s', (kind) => {
    expect(members(kind)).toEqual({ kind });
  });

  it.each([
    ['integer[1:2:3]', 'BAD_MINI_LANGUAGE'],
    ['integer[5]', 'BAD_MINI_LANGUAGE'],
    ['integer[1:x]', 'BAD_MINI_LANGUAGE'],
    ['uuid[1:2]', 'BAD_MINI_LANGUAGE'],
    ['integer(1,2)', 'BAD_MINI_LANGUAGE'],
    ['category("a)', 'BAD_MINI_LANGUAGE'],
    ['category()', 'BAD_MINI_LANGUAGE'],
    ['integer[1:2', 'BAD_MINI_LANGUAGE'],
    ['pattern', 'BAD_MINI_LANGUAGE'],
    ['pattern()', 'BAD_MINI_LANGUAGE'],
    ['', 'BAD_MINI_LANGUAGE'],
    ['time[00:00:00:00:00:00:00]', 'BAD_MINI_LANGUAGE'],
    ['int[1:2]', 'UNKNOWN_KIND'],
    ['constructor', 'UNKNOWN_KIND'],
  ])('refuses %j', (text, code) => {
    expect(members(text)).toBe(code);
  });

  it.each([
    ['spaces', `uuid${' '.repeat(1_000_000)}x`],
    ['spaces in a list', `category(${' '.repeat(1_000_000)}"`],
    ['digits in a range', `double[${'1'.repeat(1_000_000)}x:2]`],
    ['digits of a precision', `decimal(${'1'.repeat(1_000_000)}x,1,2)`],
    ['colons', `time[${':'.repeat(1_000_000)}]`],
    ['quotes', `category(${'"a" '.repeat(250_000)})`],
    ['escapes', `category("${'\\\\'.repeat(500_000)})`],
  ])('refuses a million %s at once', (_name, text) => {
    expect(members(text)).toBe('BAD_MINI_LANGUAGE');
  });

  it('suggests the kind that was meant', () => {
    const remedy = (text: string) => (parseMiniLanguage(text) as { fault: { remedy?: string } }).fault.remedy;
    expect(remedy('int')).toBe('did you mean "integer"?');
    expect(remedy('integre')).toBe('did you mean "integer"?');
    expect(remedy('timestmp')).toBe('did you mean "timestamp"?');
  });

  it('refuses a range that splits in two ways and takes ".." for it', () => {
    expect(members('time[00:00:00:10:00]')).toBe('AMBIGUOUS_RANGE');
    expect(members('time[00:00..00:10:00]')).toEqual({ kind: 'time', min: '00:00', max: '00:10:00' });
  });
});
