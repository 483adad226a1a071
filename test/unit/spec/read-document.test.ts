import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

function refusal(text: string, syntax: 'json' | 'yaml'): string {
  try {
    readDocument(text, syntax);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(AppError);
    expect((thrown as AppError).code).toBe('INVALID_REQUEST');
    return (thrown as AppError).message;
  }
  return 'accepted';
}

describe('readDocument of JSON', () => {
  it('gives what JSON.parse gives', () => {
    const text = ' {"a":[1,-2.5e3,0,true,false,null,"\\u00e9\\n\\ud83d\\ude00"],"b":{},"c":[],"toString":"x"}\r\n';
    expect(readDocument(text, 'json')).toEqual(JSON.parse(text));
  });

  it.each([
    ['{"a":1,\n "a":2}', 'line 2, column 2: duplicate key "a"'],
    ['{"__proto__":{"x":1}}', 'line 1, column 2: the key "__proto__" is not allowed'],
    ['[1e999]', 'line 1, column 2: the number is beyond a 64-bit float'],
    ['"\\ud800"', 'line 1, column 1: the string is not valid Unicode'],
    ['"\\x"', 'line 1, column 1: the string holds an unknown escape'],
    ['"a\nb"', 'line 1, column 3: the string does not end, or holds a control character'],
    ['"abc', 'line 1, column 5: the string does not end, or holds a control character'],
    ['[1,]', 'line 1, column 4: a JSON value is expected'],
    ['[01]', 'line 1, column 3: "," or "]" is expected'],
    ['{a:1}', 'line 1, column 2: a key in double quotes is expected'],
    ['{} {}', 'line 1, column 4: nothing may follow the document'],
    ['', 'line 1, column 1: a JSON value is expected'],
    ['['.repeat(40) + ']'.repeat(40), 'line 1, column 34: nesting is deeper than 32'],
  ])('refuses %j and says where', (text, message) => {
    expect(refusal(text, 'json')).toBe(message);
  });

  it.each(['json', 'yaml'] as const)('refuses a nesting bomb of %s', (syntax) => {
    expect(refusal('['.repeat(100_000), syntax)).not.toBe('accepted');
  });

  it('reads a string of a million characters', () => {
    expect(readDocument(JSON.stringify('x"'.repeat(500_000)), 'json')).toHaveLength(1_000_000);
  });
});

describe('readDocument of YAML', () => {
  it('gives plain data of the core schema', () => {
    const text = 'a: 1\nb: [x, "y", 2020-01-01]\nc: { d: yes, e: true }\nid: integer[1:1000]?\n';
    const expected = { a: 1, b: ['x', 'y', '2020-01-01'], c: { d: 'yes', e: true }, id: 'integer[1:1000]?' };
    expect(readDocument(text, 'yaml')).toEqual(expected);
  });

  it.each([
    ['a: 1\na: 2', /^line 2, column 1: /],
    ['a: &x [1]\nb: *x', /^line 2, column 4: aliases are not allowed/],
    ['a: !!js/function x', /^line 1, column 4: /],
    ['a: !custom x', /^line 1, column 4: /],
    ['__proto__: 1', /^line 1, column 1: the key "__proto__" is not allowed/],
    ['a: 1\n---\nb: 2', /^line 2, column 1: /],
    ['a: [', /^line 1, column 5: /],
    ['['.repeat(40) + ']'.repeat(40), /nesting is deeper than 32/],
  ])('refuses %j', (text, message) => {
    expect(refusal(text, 'yaml')).toMatch(message);
  });
});
