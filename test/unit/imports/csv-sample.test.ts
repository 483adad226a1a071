import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsvRecords } from '../../../shared/imports/csv-records.ts';
import { readCsvSample } from '../../../shared/imports/csv-sample.ts';
import { buildSpec } from '../../../shared/proposals/build-spec.ts';
import { NAME_MEANINGS } from '../../../shared/proposals/name-meanings.ts';
import { placed } from '../../../shared/proposals/spec-text.ts';

function propose(text: string, isCut = false) {
  const schema = readCsvSample({ text, isCut, share: 1, meanings: NAME_MEANINGS }, 'sample');
  const { spec, notes } = buildSpec(schema, { name: 'x' });
  const columns = spec.tables['sample']!.columns.map(({ name, description: _why, ...members }) => [name, members]);
  return {
    rows: spec.tables['sample']!['num_records'],
    columns: Object.fromEntries(columns),
    notes: notes.map(placed),
  };
}

function lines(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join('\r\n')}\r\n`;
}

describe('a CSV sample', () => {
  const rows = Array.from({ length: 40 }, (_, i) =>
    [
      i + 1,
      (i / 4).toFixed(2),
      i % 2 ? 'red' : 'blue',
      `2024-01-${String((i % 28) + 1).padStart(2, '0')}`,
      i % 4 === 0 ? '' : 'true',
      `u${i}@x.org`,
    ].join(','),
  );

  it('gives kinds, bounds of the 5th most extreme row, weights and null rates', () => {
    const { columns, rows: count } = propose(lines('n,price,colour,day,ok,email', rows));
    expect(count).toBe(40);
    expect(columns).toEqual({
      n: { kind: 'integer', min: 5, max: 36 },
      price: { kind: 'decimal', precision: 18, scale: 2, min: 1, max: 8.75 },
      colour: { kind: 'category', values: ['blue', 'red'], weights: [20, 20] },
      day: { kind: 'date', min: '2024-01-03', max: '2024-01-24' },
      ok: { kind: 'boolean', null_rate: 0.25 },
      email: { kind: 'email' },
    });
  });

  it('takes no value over that fewer than 5 rows hold', () => {
    const values = fc.array(fc.constantFrom('ada', 'bob', 'cy', 'dee', 'eve', '17', '4711', '2024-02-30'), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, (texts) => {
        const told = JSON.stringify(propose(lines('thing', texts)).columns);
        for (const value of new Set(texts)) {
          const count = texts.filter((text) => text === value).length;
          if (count < 5 && /[a-z]/.test(value)) expect(told).not.toContain(`"${value}"`);
        }
      }),
      { numRuns: 300, seed: 20_260_101 },
    );
  });

  it('takes no name of people over, however frequent', () => {
    const { columns } = propose(
      lines(
        'last_name',
        Array.from({ length: 50 }, () => 'Miller'),
      ),
    );
    expect(columns['last_name']).toEqual({ kind: 'last_name' });
  });

  it('without a header gives no cell as a name', () => {
    const { columns, notes, rows: count } = propose('39,Private\n50,Public\n');
    expect(Object.keys(columns)).toEqual(['column_1', 'column_2']);
    expect(notes[0]).toBe('sample: has no header: its columns are numbered');
    expect(count).toBe(2);
  });

  it('passes over a record that is cut short', () => {
    expect(propose('a;b\n1;2\n3;', true).rows).toBe(1);
  });

  it('notes ragged rows and names that stand twice', () => {
    const { columns, notes } = propose('a,a,\n1,2,3\n4,5\n');
    expect(Object.keys(columns)).toEqual(['a', 'a_2', 'column_3']);
    expect(notes).toContain('sample: rows with more or fewer fields than the header: 1');
    expect(notes).toContain('sample: column 2 is called a_2');
  });
});

describe('CSV records', () => {
  it('are read as they were written', () => {
    const field = fc.string({ maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        (records) => {
          const text = records
            .map((record) => record.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
            .join('\n');
          expect([...readCsvRecords(text, ',')]).toEqual(records);
        },
      ),
      { numRuns: 200, seed: 20_260_102 },
    );
  });
});
