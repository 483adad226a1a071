import { describe, expect, it } from 'vitest';
import { nearestName, parseOptions, parseWholeNumber } from '../../../scripts/tabular/parse-options.ts';

const OPTIONS = { rows: { type: 'string' }, force: { type: 'boolean' }, out: { type: 'string', short: 'o' } } as const;

describe('parseOptions', () => {
  it('reads long, short and joined spellings', () => {
    const { values, positionals } = parseOptions(['--rows=5', '-o', 'x.csv', '--force', 'file'], OPTIONS);
    expect(values).toMatchObject({ rows: '5', out: 'x.csv', force: true, json: false, quiet: false });
    expect(positionals).toEqual(['file']);
  });

  it('names the option that was meant', () => {
    expect(() => parseOptions(['--row', '5'], OPTIONS)).toThrow('unknown option --row: did you mean --rows?');
    expect(() => parseOptions(['--sideways'], OPTIONS)).toThrow('unknown option --sideways: see --help');
  });

  it('refuses a value that is missing or not wanted, in one sentence', () => {
    expect(() => parseOptions(['--rows'], OPTIONS)).toThrow(/^option '--rows <value>' argument missing$/);
    expect(() => parseOptions(['--force=yes'], OPTIONS)).toThrow(/^option '--force' does not take an argument$/);
  });

  it('throws usage errors', () => {
    expect(() => parseOptions(['--sideways'], OPTIONS)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

describe('parseWholeNumber', () => {
  it('gives the number, or undefined for an option that was not given', () => {
    expect(parseWholeNumber('workers', '4', 1)).toBe(4);
    expect(parseWholeNumber('workers', undefined, 1)).toBeUndefined();
  });

  it.each(['0', '-1', '1.5', 'two', '1e3', ''])('refuses "%s" below or beside the bound', (text) => {
    expect(() => parseWholeNumber('workers', text, 1)).toThrow(/--workers .*at least 1/);
  });
});

describe('nearestName', () => {
  it('takes the nearest of several and none that is far', () => {
    expect(nearestName('confg', ['config', 'job', 'digest'])).toBe('config');
    expect(nearestName('xyz', ['job', 'help'])).toBeUndefined();
  });
});
