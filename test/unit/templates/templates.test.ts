import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeFirstRows } from '../../../scripts/tabular/first-rows.ts';
import type { PlannedJob } from '../../../shared/contracts/plan.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { findTemplate, listTemplates, scaleTemplate } from '../../../shared/templates/templates.ts';

const NAMES = listTemplates().map(({ name }) => name);
const read = (text: string, scale?: number) =>
  normaliseSpec(readDocument(text, 'yaml'), { seed: 1, ...(scale !== undefined && { scale }) });
const rowsOf = ({ plan }: PlannedJob) => plan.tables.reduce((sum, { num_records }) => sum + num_records, 0);

type Row = Readonly<Record<string, string | number | boolean | null>>;

function csvOf(planned: PlannedJob, table: string, count: number): string {
  const { index } = planned.plan.tables.find(({ name }) => name === table)!;
  return [...writeFirstRows(planned, { table: index, count }, { format: 'csv' })].join('');
}

/** All rows of all tables at a scale. */
function generate(name: string, scale: number): Readonly<Record<string, Row[]>> {
  const planned = planJob(read(scaleTemplate(findTemplate(name), scale)));
  return Object.fromEntries(
    planned.plan.tables.map(({ name, index, num_records }) => {
      const lines = [...writeFirstRows(planned, { table: index, count: num_records }, { format: 'jsonl' })].join('');
      return [
        name,
        lines
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Row),
      ];
    }),
  );
}

describe('templates', () => {
  it('are found by name, with a title and a sentence each', () => {
    expect(NAMES).toEqual(['bank', 'retail', 'telemetry']);
    for (const { title, summary } of listTemplates()) {
      expect(title).toMatch(/^[A-Z][^\n]+$/);
      expect(summary).toMatch(/^[A-Z][^\n]+\.$/);
    }
    expect(() => findTemplate('banks')).toThrow(expect.objectContaining({ code: 'TEMPLATE_NOT_FOUND' }));
  });

  it.each(NAMES)('%s has five linked tables, of which 100,000 rows and at scale 100 ten million', (name) => {
    const spec = read(findTemplate(name).source);
    expect(spec.tables).toHaveLength(5);
    const linked = new Set(
      spec.tables.flatMap(({ name: child, foreign_keys: keys = [] }) =>
        keys.flatMap(({ references }) => [child, references]),
      ),
    );
    expect(linked.size).toBe(5);
    for (const scale of [1, 100]) {
      const rows = rowsOf(planJob(read(scaleTemplate(findTemplate(name), scale))));
      expect(rows / scale).toBeGreaterThan(95_000);
      expect(rows / scale).toBeLessThan(105_000);
    }
  });

  it.each(NAMES)('%s is scaled as every specification is', (name) => {
    const template = findTemplate(name);
    for (const scale of [0.001, 0.37, 3]) {
      const scaled = read(scaleTemplate(template, scale));
      const expected = read(template.source, scale);
      expect(scaled.tables.map(({ num_records }) => num_records)).toEqual(
        expected.tables.map(({ num_records: rows }) => (rows === undefined ? rows : Math.max(1, rows))),
      );
    }
    expect(() => scaleTemplate(template, 1e15)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  it.each(NAMES)('the page of %s tells the rows that there are, and how each table begins', (name) => {
    const planned = planJob(read(findTemplate(name).source));
    const page = readFileSync(`docs/templates/${name}.md`, 'utf8');
    expect(page).toBe(findTemplate(name).documentation);
    for (const table of planned.plan.tables) {
      expect(page).toContain(`| \`${table.name}\` | ${table.num_records.toLocaleString('en-US')} |`);
      const [, example = ''] = new RegExp(`^## ${table.name}\n[^#]*?\`\`\`csv\n([^\`]+)\`\`\``, 'm').exec(page) ?? [];
      expect(example.split('\n').length).toBeGreaterThan(3);
      expect(example).toBe(csvOf(planned, table.name, example.split('\n').length - 2).replaceAll('\r', ''));
    }
  });
});

describe('rows of templates', () => {
  it('bank: balances add up to the cent, times rise and end before as_of, merchants are there for cards only', () => {
    const { accounts = [], transactions = [] } = generate('bank', 0.1);
    const opening = new Map(accounts.map((account) => [account['account_id'], account]));
    let [before, balance, bookedAt]: [unknown, number, string] = [undefined, 0, ''];
    for (const row of transactions) {
      const account = opening.get(row['account_id']!)!;
      if (row['account_id'] !== before)
        [before, balance, bookedAt] = [
          row['account_id'],
          Math.round(Number(account['opening_balance']) * 100),
          String(account['opened_at']),
        ];
      balance += Math.round(Number(row['amount']) * 100);
      expect(Math.round(Number(row['balance']) * 100)).toBe(balance);
      expect(String(row['booked_at']) >= bookedAt && String(row['booked_at']) < '2025').toBe(true);
      bookedAt = String(row['booked_at']);
      expect(row['merchant_id'] === null).toBe(row['type'] !== 'card');
    }
  });

  it('retail: amounts are quantities times prices, and every key has its parent', () => {
    const {
      stores = [],
      products = [],
      customers = [],
      orders = [],
      order_items: items = [],
    } = generate('retail', 0.1);
    for (const item of items)
      expect(Number(item['amount'])).toBeCloseTo(Number(item['quantity']) * Number(item['unit_price']), 6);
    const keys: [Row[], string, Row[]][] = [
      [orders, 'customer_id', customers],
      [orders, 'store_id', stores],
      [items, 'order_id', orders],
      [items, 'product_id', products],
    ];
    for (const [children, key, parents] of keys) {
      const known = new Set(parents.map((parent) => parent[key]));
      expect(children.every((child) => known.has(child[key]!))).toBe(true);
    }
  });

  it('telemetry: readings count up in time, alerts clear after they were raised, values stay near the baseline', () => {
    const { sensors = [], readings = [], alerts = [] } = generate('telemetry', 0.1);
    const baseline = new Map(sensors.map((sensor) => [sensor['sensor_id'], Number(sensor['baseline'])]));
    for (const [index, row] of readings.entries()) {
      const previous = readings[index - 1];
      if (previous?.['sensor_id'] === row['sensor_id']) {
        expect(row['number']).toBe(Number(previous!['number']) + 1);
        expect(String(row['measured_at']) > String(previous!['measured_at'])).toBe(true);
      } else expect(row['number']).toBe(1);
      const ratio = row['value'] === null ? 1 : Number(row['value']) / baseline.get(row['sensor_id']!)!;
      expect(Math.abs(ratio - 1)).toBeLessThan(0.3);
    }
    for (const { raised_at, cleared_at } of alerts)
      expect(cleared_at === null || String(cleared_at) > String(raised_at)).toBe(true);
  });
});
