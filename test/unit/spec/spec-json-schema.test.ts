import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { specJsonSchema } from '../../../shared/spec-schema/spec-json-schema.ts';
import { listFiles, readText } from '../../architecture/source-files.ts';
import { mutatedSpecText } from '../../support/mutated-spec.ts';

const validate = new Ajv2020.default({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
  validateFormats: false,
}).compile(specJsonSchema());

/** Every specification in the repository's documents and files; those of deployments are YAML of other kinds. */
const WRITTEN: [name: string, document: unknown][] = [
  ...listFiles()
    .filter((file) => file.endsWith('.md'))
    .flatMap(examplesOf),
  ...listFiles()
    .filter((file) => /\.ya?ml$/.test(file) && !/^(infra\/|stack\.yml)/.test(file))
    .map((file): [string, unknown] => [file, readDocument(readFileSync(file, 'utf8'), 'yaml')]),
].filter(([, document]) => isSpec(document));

const ACCEPTED: [name: string, document: unknown][] = [
  ...WRITTEN,
  [
    'a short document that names its schema',
    { $schema: './tabular.schema.json', schema: { id: 'integer[1:1000]', name: 'string' }, num_records: 100 },
  ],
  ['a list as schema', { schema: [{ name: '7', kind: 'uuid' }], num_records: 0, format: 'csv' }],
  [
    'entities, aliases and members left empty',
    {
      tables: {
        t: {
          num_records: 5,
          entities: { buyer: { kind: 'person', locale: 'de_DE' } },
          columns: { at: { kind: 'timestamp' }, mail: { kind: 'email', entity: 'buyer' }, day: 'date?' },
          checks: [],
          correlations: null,
        },
      },
    },
  ],
  [
    'tables that refer to each other, keys at their columns and apart',
    {
      tables: [
        { name: 'a', num_records: 5, primary_key: 'id', columns: { id: 'sequence' } },
        {
          name: 'b',
          columns: { a_id: { kind: 'foreign_key', references: 'a.id', children: [0, 5] }, n: 'integer' },
        },
        {
          name: 'c',
          num_records: 9,
          columns: { a_id: { kind: 'foreign_key' } },
          foreign_keys: [{ columns: 'a_id', references: 'a', optional: 0.1, choose: { name: 'zipf', a: 1 } }],
        },
      ],
    },
  ],
  [
    'nested values in every spelling',
    {
      num_records: 5,
      schema: {
        plain: { kind: 'json', value: { street: 'string', geo: { lat: 'double', deep: { x: 'uuid' } } } },
        list: { kind: 'json', as: 'text', value: { list: { kind: 'integer', min: 1 }, length: { min: 0, max: 3 } } },
        long: {
          kind: 'json',
          value: {
            object: [
              { name: 'a', kind: 'date' },
              { name: 'b', list: 'uuid', length: 2, null_rate: 0.5 },
            ],
          },
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

  it('finds the examples of the documents', () => {
    expect(WRITTEN.map(([name]) => name)).toEqual(
      expect.arrayContaining(['README.md 1', 'docs/schema.md 1', 'docs/outputs.md 1', 'test/fixtures/w1.yaml']),
    );
  });

  it('accepts any document that the reader accepts', () => {
    fc.assert(
      fc.property(mutatedSpecText, (text) => {
        const document = readIfAccepted(text);
        if (document !== undefined) expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['an unknown member', { schema: { a: 'uuid' }, num_records: 1, rows: 3 }],
    ['an unknown kind', { schema: { a: 'int' }, num_records: 1 }],
    ['an unknown member of a kind', { schema: { a: { kind: 'uuid', min: 3 } }, num_records: 1 }],
    ['an integer-like name in a mapping', { schema: { 7: 'uuid' }, num_records: 1 }],
    ['an unknown member of a table', { tables: { a: { num_records: 1, columns: { a: 'uuid' }, column: {} } } }],
    ['an unknown leaf of a nested value', { schema: { a: { kind: 'json', value: { b: 'int' } } }, num_records: 1 }],
    ['a key without a table', { tables: { a: { num_records: 1, columns: { a: 'uuid' }, foreign_keys: [{}] } } }],
    [
      'a member of another format',
      { schema: { a: 'uuid' }, num_records: 1, output: { format: 'csv', dialect: 'mysql' } },
    ],
    ['no table at all', { tables: {} }],
    ['no specification', []],
  ])('refuses what the reader refuses: %s', (_name, document) => {
    expect(validate(document)).toBe(false);
    expect(() => normaliseSpec(document, { seed: 1 })).toThrow();
  });
});

/** Documents that stand in the fences of a page, those that show columns alone with a table around them. */
function examplesOf(file: string): [name: string, document: unknown][] {
  const fences = [...readText(file).matchAll(/```(yaml|json)\n([\s\S]*?)```/g)];
  return fences.map(([, syntax, text], index) => {
    const document = readDocument(text!, syntax as 'yaml' | 'json') as Record<string, unknown>;
    const isTable = Object.hasOwn(document, 'columns');
    return [`${file} ${index + 1}`, isTable ? { tables: { t: { num_records: 3, ...document } } } : document];
  });
}

function isSpec(document: unknown): boolean {
  return typeof document === 'object' && document !== null && ('tables' in document || 'schema' in document);
}

function readIfAccepted(text: string): unknown {
  try {
    const document = readDocument(text, 'json');
    normaliseSpec(document, { seed: 1 });
    return document;
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return undefined;
  }
}
