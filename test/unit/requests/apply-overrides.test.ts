import { describe, expect, it } from 'vitest';
import type { RequestOverrides } from '../../../shared/contracts/triggers.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { deriveSeed } from '../../../shared/requests/derive-seed.ts';
import { resolveName, resolveSource } from '../../../shared/requests/resolve-request.ts';
import { specOf } from '../../../shared/requests/submit-request.ts';
import { schemaContent } from '../../../shared/schemas/schema-content.ts';

const LIMITS = { max_rows_per_request: 1_000_000, max_columns: 100 };
const SHOP = {
  name: 'shop',
  tables: {
    customers: {
      num_records: 10,
      entities: { buyer: { kind: 'person' } },
      columns: [{ name: 'mail', kind: 'email', entity: 'buyer' }],
    },
    products: { num_records: 20, columns: [{ name: 'id', kind: 'sequence' }] },
  },
  output: { format: 'csv' },
};

/** A store with one schema. */
const schemas = {
  async readVersion({ name }: { name: string }, version = 2) {
    if (name !== 'shop') throw new AppError('SCHEMA_NOT_FOUND', 'none');
    const { spec, source, specHash: spec_hash } = schemaContent(SHOP);
    return { name, version, message: null, restored_from: null, spec_hash, created_at: '', spec, source };
  },
};

const shopWith = (overrides: RequestOverrides) =>
  specOf({ source: { spec: schemaContent(SHOP).spec }, overrides, seed: 9 }, LIMITS);

describe('what a request changes', () => {
  it('is nothing when it says nothing, but for the seed that it has to have', () => {
    const spec = shopWith({});
    expect(spec).toMatchObject({ name: 'shop', seed: 9, output: { format: 'csv' } });
    expect(spec.tables.map(({ num_records }) => num_records)).toEqual([10, 20]);
  });

  it('is rows by table, rows of all, seed, locale and format', () => {
    expect(shopWith({ num_records: { products: 3 } }).tables.map(({ num_records }) => num_records)).toEqual([10, 3]);
    expect(shopWith({ scale: 0.5 }).tables.map(({ num_records }) => num_records)).toEqual([5, 10]);
    const spec = shopWith({ seed: 4, locale: 'de_DE', format: 'jsonl' });
    expect([spec.seed, spec.output.format]).toEqual([4, 'jsonl']);
    expect(spec.tables[0]!.entities.map(({ locales }) => locales)).toEqual([['de_DE']]);
  });

  it.each([
    [{ num_records: { product: 1 } }, 'INVALID_SPEC'],
    [{ num_records: 5 }, 'INVALID_REQUEST'],
    [{ num_records: { products: 5 }, scale: 2 }, 'INVALID_REQUEST'],
    [{ locale: 'xx_XX' }, 'INVALID_SPEC'],
    [{ num_records: { products: 2_000_000 } }, 'INVALID_SPEC'],
  ])('%j is refused', (overrides, code) => {
    expect(() => shopWith(overrides)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the specification of a request', () => {
  it('is the stored schema of a name, else the template', async () => {
    expect(await resolveName('default', 'shop', schemas)).toMatchObject({ schema: { name: 'shop', version: 2 } });
    const template = await resolveName('default', 'retail', schemas);
    expect([template.schema, template.spec['name']]).toEqual([undefined, 'retail']);
    await expect(resolveName('default', 'nothing', schemas)).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
  });

  it('is the version that a reference pins', async () => {
    const pinned = await resolveSource('default', { schema_ref: 'shop@1' }, schemas);
    expect(pinned.schema).toEqual({ name: 'shop', version: 1 });
  });
});

it('derives seeds that differ by every part, and are whole numbers below 2^53', () => {
  const seeds = Array.from({ length: 1_000 }, (_, index) => deriveSeed('a', index));
  expect(new Set(seeds).size).toBe(1_000);
  expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
  expect(Math.max(...seeds)).toBeGreaterThan(2 ** 52);
  expect(deriveSeed('a', 1)).toBe(seeds[1]);
  expect(deriveSeed('ab', 'c')).not.toBe(deriveSeed('a', 'bc'));
});
