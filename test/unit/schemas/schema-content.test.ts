import { describe, expect, it } from 'vitest';
import { STARTER_SPEC } from '../../../scripts/tabular/starter-spec.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { readStoredSpec, schemaContent } from '../../../shared/schemas/schema-content.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { listTemplates } from '../../../shared/templates/templates.ts';

describe('the content of a stored specification', () => {
  it('is the same for every spelling, and another one for other seeds, outputs and descriptions', () => {
    const short = { schema: { a: 'integer[1:9]?' }, num_records: 5 };
    const long = {
      spec_version: 1,
      tables: [
        { name: 'data', num_records: 5, columns: [{ name: 'a', kind: 'integer', min: 1, max: 9, null_rate: 0.1 }] },
      ],
    };
    const hashOf = (source: Record<string, unknown>) => schemaContent(source).contentHash;
    expect(hashOf(long)).toBe(hashOf(short));
    const others = [{ seed: 0 }, { format: 'csv' }, { output: { split: true } }, { name: 'other' }];
    expect(new Set([short, ...others.map((other) => ({ ...short, ...other }))].map(hashOf)).size).toBe(5);
    const described = {
      ...short,
      schema: { a: { kind: 'integer', min: 1, max: 9, null_rate: 0.1, description: 'x' } },
    };
    expect(hashOf(described)).not.toBe(hashOf(short));
  });

  it('leaves to each request what the caller left open', () => {
    const open = { schema: { a: 'integer' }, num_records: 1, seed: null };
    expect(Object.keys(schemaContent(open).spec)).not.toEqual(expect.arrayContaining(['seed']));
    const output = { compression: 'zstd' };
    expect(schemaContent({ ...open, seed: 4, output }).spec).toMatchObject({ seed: 4 });
    expect(schemaContent({ ...open, output }).spec['output']).toEqual(output);
    const settled = schemaContent({ ...open, format: 'csv' });
    expect(settled.spec['output']).toMatchObject({ format: 'csv', compression: 'none' });
    expect(settled.contentHash).toBe(schemaContent({ ...open, output: { format: 'csv' } }).contentHash);
  });

  it.each([['starter', STARTER_SPEC], ...listTemplates().map(({ name, source }): [string, string] => [name, source])])(
    'is read again as it was written: %s',
    (_name, text) => {
      const document = readDocument(text, 'yaml') as Record<string, unknown>;
      for (const seed of [undefined, 8]) {
        const source = { ...document, ...(seed !== undefined && { seed }) };
        const stored = JSON.parse(JSON.stringify(schemaContent(source).spec));
        expect(readStoredSpec(stored)).toEqual(normaliseSpec(source, { seed: 0 }));
      }
    },
  );

  it('is refused with every fault', () => {
    expect(() => schemaContent({ schema: { a: 'integer[9:1]', b: 'nothing' }, num_records: -1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_SPEC', issues: expect.objectContaining({ length: 3 }) }),
    );
  });
});
