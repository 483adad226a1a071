import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { readDocument } from '../../../shared/spec/read-document.ts';
import { specJsonSchema } from '../../../shared/spec/spec-json-schema.ts';

const validate = new Ajv2020.default({
  strict: true,
  strictTypes: false,
  allowUnionTypes: true,
  validateFormats: false,
}).compile(specJsonSchema());

const ACCEPTED: [name: string, document: unknown][] = [
  ['the reference workload', readDocument(readFileSync('test/fixtures/w1.yaml', 'utf8'), 'yaml')],
  [
    'a short document',
    { generator_type: 'tabular', schema: { id: 'integer[1:1000]', name: 'string' }, num_records: 100 },
  ],
  ['a list as schema', { schema: [{ name: '7', kind: 'uuid' }], num_records: 0, format: 'csv' }],
  [
    'entities and aliases',
    {
      tables: {
        t: {
          num_records: 5,
          entities: { buyer: { kind: 'person', locale: 'de_DE' } },
          columns: { at: { kind: 'timestamp' }, mail: { kind: 'email', entity: 'buyer' }, day: 'date?' },
          checks: [],
        },
      },
    },
  ],
];

describe('the JSON Schema of specs', () => {
  it.each(ACCEPTED)('accepts what the reader accepts: %s', (_name, document) => {
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(() => normaliseSpec(document, { seed: 1 })).not.toThrow();
  });

  it('accepts the normalised form of every example', () => {
    for (const [, document] of ACCEPTED) {
      const spec = normaliseSpec(document, { seed: 1 });
      expect(validate(spec), JSON.stringify(validate.errors)).toBe(true);
      expect(normaliseSpec(spec, { seed: 2 })).toEqual(spec);
    }
  });

  it.each([
    ['an unknown member', { schema: { a: 'uuid' }, num_records: 1, rows: 3 }],
    ['an unknown kind', { schema: { a: 'int' }, num_records: 1 }],
    ['an integer-like name in a mapping', { schema: { 7: 'uuid' }, num_records: 1 }],
    [
      'a second table',
      { tables: { a: { num_records: 1, columns: { a: 'uuid' } }, b: { num_records: 1, columns: { a: 'uuid' } } } },
    ],
  ])('refuses what the reader refuses: %s', (_name, document) => {
    expect(validate(document)).toBe(false);
    expect(() => normaliseSpec(document, { seed: 1 })).toThrow();
  });
});
