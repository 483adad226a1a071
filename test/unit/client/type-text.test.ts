import { describe, expect, it } from 'vitest';
import { type JsonSchema, typeText } from '../../../scripts/type-text.ts';

const text = (schema: JsonSchema) => typeText(schema, (reference) => reference.replace('#/$defs/', ''));

describe('typeText', () => {
  it.each<[JsonSchema, string]>([
    [true, 'unknown'],
    [{}, 'unknown'],
    [{ type: 'integer', minimum: 3 }, 'number'],
    [{ type: ['string', 'null'], maxLength: 3 }, 'string | null'],
    [{ const: 'a' }, '"a"'],
    [{ enum: ['a', 1, null] }, '"a" | 1 | null'],
    [{ anyOf: [{ type: 'string' }, { type: 'string', format: 'date' }] }, 'string'],
    [{ allOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }] }, '(A) & (B)'],
    [{ type: 'array', items: { enum: [1, 2] } }, 'Array<1 | 2>'],
    [{ type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' } }, '[string, ...Array<number>]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [name: string]: number }'],
    [{ type: 'object', additionalProperties: false }, '{ [name: string]: never }'],
  ])('writes %j as %s', (schema, expected) => {
    expect(text(schema)).toBe(expected);
  });

  it('writes members with what they are when left out', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        'b-c': { type: 'number', default: 5 },
        d: { type: 'object', properties: {} },
      },
      required: ['a', 'd'],
      additionalProperties: false,
    };
    expect(text(schema)).toBe(
      '{\n  a: string;\n  /** Default: 5 */\n  "b-c"?: number | undefined;\n  d: { [name: string]: unknown };\n}',
    );
  });

  it('lets an open object hold other members too', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: {} };
    expect(text(schema)).toBe('{\n  a?: string | undefined;\n} & { [name: string]: unknown }');
  });
});
