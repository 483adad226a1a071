import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  Bool,
  DateDay,
  Decimal,
  Field,
  FixedSizeBinary,
  Float32,
  Int16,
  List,
  Schema,
  Struct,
  Table,
  TimestampMillisecond,
  tableToIPC,
  Uint32,
  Utf8,
} from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { readSource } from '../../../shared/imports/read-source.ts';
import { buildSpec } from '../../../shared/proposals/build-spec.ts';
import { placed } from '../../../shared/proposals/spec-text.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tabular-columnar-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function propose(file: string) {
  const { spec, notes } = buildSpec(await readSource(file), { name: 'x' });
  const [table] = Object.values(spec.tables);
  const columns = table!.columns.map(({ name, description: _why, ...members }) => [name, members]);
  return { rows: table!['num_records'], columns: Object.fromEntries(columns), notes: notes.map(placed) };
}

describe('an Arrow file', () => {
  it.each(['file', 'stream'] as const)('as a %s gives its columns', async (form) => {
    const schema = new Schema([
      new Field('small', new Int16(), false),
      new Field('natural', new Uint32(), false),
      new Field('share', new Float32(), true),
      new Field('cost', new Decimal(2, 10, 128), false),
      new Field('ok', new Bool(), false),
      new Field('day', new DateDay(), false),
      new Field('at', new TimestampMillisecond('UTC'), false),
      new Field('hash', new FixedSizeBinary(4), false),
      new Field('tags', new List(new Field('item', new Utf8(), false)), false),
      new Field('place', new Struct([new Field('x', new Int16(), true)]), false),
    ]);
    const name = path.join(folder, `made-${form}.arrow`);
    writeFileSync(name, tableToIPC(new Table(schema), form));
    expect((await propose(name)).columns).toEqual({
      small: { kind: 'integer', min: 0, max: 32_767 },
      natural: { kind: 'long', min: 0, max: 4_294_967_295 },
      share: { kind: 'float', min: 0, max: 1_000, null_rate: 0.1 },
      cost: { kind: 'decimal', precision: 10, scale: 2, min: 0, max: 500 },
      ok: { kind: 'boolean' },
      day: { kind: 'date', min: '2020-01-01', max: '2024-12-31' },
      at: { kind: 'datetime', min: '2020-01-01', max: '2025-01-01', unit: 'ms' },
      hash: { kind: 'binary', min_length: 4, max_length: 4 },
      tags: {
        kind: 'json',
        value: { list: { kind: 'string', min_length: 8, max_length: 16 }, length: { min: 0, max: 3 } },
      },
      place: { kind: 'json', value: { object: { x: { kind: 'integer', min: 0, max: 32_767, null_rate: 0.1 } } } },
    });
  });
});

describe('a Parquet file', () => {
  it('that we wrote gives columns of the same types, and its number of rows', async () => {
    const spec = path.join(folder, 'spec.yaml');
    const made = path.join(folder, 'made.parquet');
    writeFileSync(
      spec,
      'num_records: 321\nschema: { a: integer, b: long, c: "decimal(9,3)?", d: uuid, e: date, f: "category(x,y)" }\n',
    );
    expect(await runCommandLine(['generate', '-f', spec, '-o', made, '-q'], recordTerminal())).toBe(0);
    const { rows, columns, notes } = await propose(made);
    expect(rows).toBe(321);
    expect(columns).toMatchObject({
      a: { kind: 'integer' },
      b: { kind: 'long' },
      c: { kind: 'decimal', precision: 9, scale: 3, null_rate: 0.1 },
      e: { kind: 'date' },
      f: { kind: 'string' },
    });
    expect(notes).toEqual([]);
  });
});
