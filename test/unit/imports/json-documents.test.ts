import { describe, expect, it } from 'vitest';
import { readFrictionless } from '../../../shared/imports/frictionless.ts';
import { readJsonSchema } from '../../../shared/imports/json-schema.ts';
import { readSdvMetadata } from '../../../shared/imports/sdv-metadata.ts';
import { buildSpec } from '../../../shared/proposals/build-spec.ts';
import type { SourceSchema } from '../../../shared/proposals/source-schema.ts';
import { placed } from '../../../shared/proposals/spec-text.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';

/** Columns without their reasons, notes, and whether the language takes the specification. */
function propose(schema: SourceSchema) {
  const { spec, notes } = buildSpec(schema, { name: 'shop' });
  const normalised = normaliseSpec(JSON.parse(JSON.stringify(spec)), { seed: 1 });
  const tables = Object.fromEntries(
    Object.entries(spec.tables).map(([name, table]) => [
      name,
      Object.fromEntries(table.columns.map(({ name: column, description: _why, ...members }) => [column, members])),
    ]),
  );
  return { tables, notes: notes.map(placed), normalised };
}

describe('a JSON Schema', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'order',
    type: 'object',
    required: ['id', 'total', 'lines', 'state'],
    minProperties: 1,
    $defs: { address: { type: 'object', required: ['city'], properties: { city: { type: 'string', maxLength: 20 } } } },
    properties: {
      id: { type: 'string', format: 'uuid' },
      total: { type: 'number', multipleOf: 0.01, minimum: 0, exclusiveMaximum: 100 },
      count: { type: ['integer', 'null'], minimum: 1, maximum: 5 },
      state: { enum: ['new', 'paid'] },
      size: { type: 'integer', enum: [1, 2, 5] },
      mail: { type: 'string', format: 'email' },
      placed_at: { type: 'string', format: 'date-time' },
      choice: { oneOf: [{ type: 'string', minLength: 3, maxLength: 4 }, { type: 'integer' }, { type: 'null' }] },
      address: { $ref: '#/$defs/address' },
      lines: {
        type: 'array',
        minItems: 1,
        maxItems: 4,
        items: { type: 'object', required: ['qty'], properties: { qty: { type: 'integer', minimum: 1, maximum: 9 } } },
      },
      anything: {},
    },
  };

  it('gives columns with bounds, nulls for what is not required, and nested values', () => {
    const { tables } = propose(readJsonSchema(schema, 'x'));
    expect(tables['order']).toMatchObject({
      id: { kind: 'uuid' },
      total: { kind: 'decimal', scale: 2, min: 0, max: 99.99 },
      count: { kind: 'long', min: 1, max: 5, null_rate: 0.1 },
      state: { kind: 'category', values: ['new', 'paid'] },
      size: { kind: 'long', distribution: { name: 'empirical', values: [1, 2, 5] } },
      mail: { kind: 'email', null_rate: 0.1 },
      placed_at: { kind: 'datetime', null_rate: 0.1 },
      choice: { kind: 'string', min_length: 3, max_length: 4, null_rate: 0.1 },
      address: { kind: 'json', value: { object: { city: { kind: 'string' } } } },
      lines: {
        kind: 'json',
        value: { list: { object: { qty: { kind: 'long', min: 1, max: 9 } } }, length: { min: 1, max: 4 } },
      },
    });
    expect(tables['order']!['id']).not.toHaveProperty('null_rate');
  });

  it('notes keywords and alternatives that it does not keep', () => {
    expect(propose(readJsonSchema(schema, 'x')).notes).toEqual([
      'order: the keyword minProperties is not kept',
      'order.choice: has 2 alternatives: the first one is taken',
    ]);
  });

  it('may use any word as a type, a format or a name', () => {
    for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const schema = JSON.parse(
        `{"properties": {"${word === '__proto__' ? 'proto' : word}": {"type": "string", "format": "${word}"}}}`,
      );
      expect(Object.keys(propose(readJsonSchema(schema, 't')).tables['t']!)).toHaveLength(1);
      expect(
        propose(readFrictionless({ fields: [{ name: 'a', type: word, format: word }] }, 't')).tables['t'],
      ).toHaveProperty('a');
      expect(propose(readSdvMetadata({ columns: { a: { sdtype: word } } }, 't')).tables['t']).toHaveProperty('a');
    }
  });

  it('that refers to itself ends, with a note', () => {
    const tree = { title: 'node', properties: { next: { $ref: '#' }, id: { type: 'integer' } } };
    expect(propose(readJsonSchema(tree, 'x')).notes.join('\n')).toMatch(/nested too deeply/);
  });
});

describe('a Frictionless Data Package', () => {
  const descriptor = {
    name: 'shop',
    resources: [
      {
        name: 'customer',
        schema: {
          primaryKey: 'id',
          fields: [
            { name: 'id', type: 'integer' },
            { name: 'mail', type: 'string', format: 'email', constraints: { required: true, unique: true } },
            { name: 'level', type: 'string', constraints: { enum: ['a', 'b'] } },
            { name: 'born', type: 'date', constraints: { minimum: '1990-01-01', maximum: '1999-12-31' } },
            { name: 'place', type: 'geopoint' },
          ],
        },
      },
      {
        name: 'sale',
        schema: {
          fields: [
            { name: 'customer', type: 'integer', constraints: { required: true } },
            { name: 'amount', type: 'number' },
          ],
          foreignKeys: [{ fields: 'customer', reference: { resource: 'customer', fields: 'id' } }],
        },
      },
      { name: 'far', path: 'far.csv', schema: 'far.json' },
    ],
  };

  it('gives tables with keys and constraints', () => {
    const { tables, notes } = propose(readFrictionless(descriptor, 'x'));
    expect(tables).toMatchObject({
      customer: {
        id: { kind: 'sequence' },
        mail: { kind: 'email' },
        level: { kind: 'category', values: ['a', 'b'], null_rate: 0.1 },
        born: { kind: 'date', min: '1990-01-01', max: '1999-12-31' },
        place: { kind: 'string' },
      },
      sale: { customer: { kind: 'foreign_key', references: 'customer' }, amount: { kind: 'double' } },
    });
    expect(notes).toContain('far: has its schema elsewhere: far.json; it is left out');
    expect(notes.filter((note) => note.startsWith('customer.place'))).toHaveLength(2);
  });

  it('may be a Table Schema alone', () => {
    expect(Object.keys(propose(readFrictionless({ fields: [{ name: 'a' }] }, 'one')).tables)).toEqual(['one']);
  });
});

describe('SDV metadata', () => {
  const metadata = {
    METADATA_SPEC_VERSION: 'V1',
    tables: {
      hotels: {
        primary_key: 'hotel_id',
        columns: {
          hotel_id: { sdtype: 'id', regex_format: 'HID_[0-9]{4}' },
          rating: { sdtype: 'numerical', computer_representation: 'Int16' },
          stars: { sdtype: 'categorical', order: ['one', 'two'] },
        },
        column_relationships: [{ type: 'address', column_names: ['city', 'state'] }],
      },
      guests: {
        primary_key: 'guest_email',
        columns: {
          guest_email: { sdtype: 'email' },
          hotel_id: { sdtype: 'id', regex_format: 'HID_[0-9]{4}' },
          checkin: { sdtype: 'datetime', datetime_format: '%d %b %Y' },
          left: { sdtype: 'phone_number', pii: true },
          room: { sdtype: 'categorical' },
        },
      },
    },
    relationships: [
      {
        parent_table_name: 'hotels',
        parent_primary_key: 'hotel_id',
        child_table_name: 'guests',
        child_foreign_key: 'hotel_id',
      },
    ],
  };

  it('gives tables, patterns, concepts and relationships', () => {
    const { tables, notes } = propose(readSdvMetadata(metadata, 'x'));
    expect(tables).toMatchObject({
      hotels: {
        hotel_id: { kind: 'string', pattern: 'HID_[0-9]{4}', unique: true },
        rating: { kind: 'integer' },
        stars: { kind: 'category', values: ['one', 'two'] },
      },
      guests: {
        guest_email: { kind: 'email' },
        hotel_id: { kind: 'foreign_key', references: 'hotels' },
        checkin: { kind: 'date' },
        left: { kind: 'string', pattern: '\\+1-555-\\d{3}-\\d{4}' },
      },
    });
    expect(notes).toEqual([
      'hotels: the relationship address of city, state is not kept',
      'guests.room: is a category whose values the metadata does not tell',
    ]);
  });
});
