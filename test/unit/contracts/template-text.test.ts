import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../shared/contracts/template-text.ts';

const row = (minDigits: number) => ({ kind: 'row', minDigits });
const column = (name: string) => ({ kind: 'column', name });
const literal = (text: string) => ({ kind: 'literal', text });

describe('parseTemplate', () => {
  it.each([
    ['user{row}@x', [literal('user'), row(1), literal('@x')]],
    ['{row:05}', [row(5)]],
    ['{row:020}{row}', [row(20), row(1)]],
    ['{{{row}}}', [literal('{'), row(1), literal('}')]],
    ['a{{b}}c', [literal('a{b}c')]],
    ['plain', [literal('plain')]],
    ['{constructor}{ row }', [column('constructor'), column(' row ')]],
    ['{first|lower}-{n:03}', [{ ...column('first'), filter: 'lower' }, literal('-'), { ...column('n'), minDigits: 3 }]],
    ['{customer.city|upper}', [{ ...column('customer.city'), filter: 'upper' }]],
  ])('reads %s', (text, pieces) => {
    expect(parseTemplate(text)).toEqual(pieces);
  });

  it.each(['{row:5}', '{row:021}', '{row:00}', '{', '}', 'a{row', 'a}b', '{}', '{ }', '{n|title}'])(
    'refuses %s',
    (text) => {
      expect(parseTemplate(text)).toHaveProperty('message');
    },
  );
});
