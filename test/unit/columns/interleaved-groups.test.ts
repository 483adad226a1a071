import { describe, expect, it } from 'vitest';
import { type PlacedKey, replaceKeys } from '../../../shared/columns/stream-scope.ts';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { bindTable } from '../../../shared/generation/bind-table.ts';
import { compileTable } from '../../../shared/generation/compile-table.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { bindSpec, generatedValues, KERNELS } from '../../support/generated-values.ts';
import { readableTable } from '../../support/table-columns.ts';

const GROUPS = 37;
const STEPS = 20;
const COLUMNS = {
  device: 'group',
  amount: { kind: 'decimal', min: -50, max: 100 },
  on: 'boolean',
  gap: { kind: 'double', distribution: { name: 'exponential', scale: 60 } },
  budget: { kind: 'decimal', min: 10, max: 500 },
  state: {
    kind: 'markov',
    states: ['in', 'out', 'fee'],
    initial: [1, 1, 0],
    transitions: [
      [1, 5, 0],
      [4, 3, 1],
      [1, 0, 0],
    ],
  },
  balance: { kind: 'running', of: 'amount', start: 'budget' },
  before: { kind: 'lag', of: 'state' },
  'was on': { kind: 'lag', of: 'on', default: true },
  at: { kind: 'event_time', start: '2024-01-01T00:00:00Z', gap: 'gap' },
  ordered: { kind: 'sorted', of: 'balance', order: 'desc' },
  share: { kind: 'share_of', total: 'budget' },
};
const TABLE = { group_by: { layout: 'interleaved', groups: GROUPS, steps: STEPS }, columns: COLUMNS };
const tableOf = (table: object) => readableTable({ tables: { t: table } }, 't');

describe('columns that depend on rows of an interleaved group', () => {
  const table = tableOf(TABLE);
  const all = table.read();
  const groups = Array.from({ length: GROUPS }, (_, group) =>
    Array.from({ length: STEPS }, (_, step) => step * GROUPS + group),
  );
  const at = (name: string, row: number) => all[name]![row] as bigint;

  it('have as many rows as their groups have steps, unless the table says', () => {
    expect(table.numRecords).toBe(GROUPS * STEPS);
    expect(tableOf({ ...TABLE, num_records: 100 }).numRecords).toBe(100);
  });

  it('are the same however many rows the table has', () => {
    const fewer = tableOf({ ...TABLE, num_records: 400 }).read();
    expect(fewer).toEqual(Object.fromEntries(Object.entries(all).map(([name, rows]) => [name, rows.slice(0, 400)])));
  });

  it('add up what the rows of the group had before, from the start that its first row has', () => {
    for (const rows of groups) {
      let sum = at('budget', rows[0]!);
      for (const row of rows) {
        sum += at('amount', row);
        expect(at('balance', row)).toBe(sum);
      }
    }
  });

  it('show the row before in the group, the default in its first row', () => {
    for (const rows of groups)
      for (const [step, row] of rows.entries()) {
        expect(all['before']![row]).toBe(step === 0 ? null : all['state']![rows[step - 1]!]);
        expect(all['was on']![row]).toBe(step === 0 ? true : all['on']![rows[step - 1]!]);
      }
  });

  it('walk from state to state, never where the weight is 0', () => {
    const seen = new Set<string>();
    for (const rows of groups)
      for (const [step, row] of rows.entries())
        seen.add(`${step === 0 ? '' : all['state']![rows[step - 1]!]} ${all['state']![row]}`);
    expect([...seen].sort()).toEqual([' in', ' out', 'fee in', 'in in', 'in out', 'out fee', 'out in', 'out out']);
  });

  it('let time rise by the gaps', () => {
    for (const rows of groups) {
      let micros = BigInt(Date.UTC(2024, 0, 1)) * 1_000n;
      for (const row of rows) {
        micros += BigInt(Math.round((all['gap']![row] as number) * 1e6));
        expect(at('at', row)).toBe(micros);
      }
    }
  });

  it('order the values of the group', () => {
    for (const rows of groups) {
      const balances = rows.map((row) => at('balance', row)).sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
      expect(rows.map((row) => at('ordered', row))).toEqual(balances);
    }
  });

  it('divide the total of the first row to the last cent', () => {
    for (const rows of groups)
      expect(rows.reduce((sum, row) => sum + at('share', row), 0n)).toBe(at('budget', rows[0]!));
  });

  it('put nulls last, count them as nothing, and show them in the row after', () => {
    const columns = {
      some: 'integer[0:9]?',
      twice: { kind: 'derived', expression: 'case when some > 6 then null else some * 2 end' },
      ordered: { kind: 'sorted', of: 'twice' },
      sum: { kind: 'running', of: 'twice' },
      before: { kind: 'lag', of: 'twice', default: 0 },
    };
    const { ordered, twice, sum, before } = tableOf({ ...TABLE, columns }).read();
    const present = (rows: number[]) => rows.flatMap((row) => (twice![row] as number | null) ?? []);
    for (const rows of groups) {
      const values = present(rows).sort((a, b) => Number(a) - Number(b));
      const nulls = Array.from({ length: STEPS - values.length }, () => null);
      expect(rows.map((row) => ordered![row])).toEqual([...values, ...nulls]);
      expect(rows.slice(1).map((row) => before![row])).toEqual(rows.slice(0, -1).map((row) => twice![row]));
      expect(Number(sum![rows.at(-1)!])).toBe(values.reduce((total, value) => total + Number(value), 0));
    }
  });
});

describe('a page of an interleaved group', () => {
  it('is made of its own groups or of all of them, with the same rows', () => {
    const table = tableOf({
      num_records: 600_000,
      group_by: { layout: 'interleaved', groups: 50_000, steps: 12 },
      columns: { ...COLUMNS, nested: { kind: 'json', value: { a: 'integer[0:9]' }, null_when: 'balance < 100' } },
    });
    const page = table.read(490_000, 510_000);
    const few = table.read(499_990, 500_010);
    expect(few).toEqual(
      Object.fromEntries(Object.entries(page).map(([name, values]) => [name, values.slice(9_990, 10_010)])),
    );
  });

  it('knows its own groups from those of the page before', () => {
    const table = () =>
      tableOf({ ...TABLE, group_by: { layout: 'interleaved', groups: 50_000, steps: 12 }, num_records: 600_000 });
    const read = table();
    read.read(310_000, 310_020);
    expect(read.read(420_000, 420_020)).toEqual(table().read(420_000, 420_020));
  });

  it('looks back as many steps as values lag', () => {
    const lag = (of: string) => ({ kind: 'lag', of });
    const columns = { x: 'integer[0:1000000]', one: lag('x'), two: lag('one'), three: lag('two') };
    const group_by = { layout: 'interleaved', groups: 50_000 };
    const table = tableOf({ group_by, num_records: 600_000, columns });
    const { three } = table.read(500_000, 500_020);
    expect(three).toEqual(table.read(350_000, 350_020)['x']);
  });

  it('gathers the groups that it holds where all of them would take too much memory', () => {
    const [groups, steps, x] = [100, 10_000, 'integer[0:1000000]'];
    const sorted = { kind: 'sorted', of: 'x' };
    const group_by = { layout: 'interleaved', groups, steps };
    const table = tableOf({ group_by, columns: { x, a: sorted, b: sorted, c: sorted, d: sorted } });
    const values = tableOf({ num_records: groups * steps, columns: { x } }).read()['x'] as number[];
    const valuesOf = (group: number) => values.filter((_, row) => row % groups === group).sort((a, b) => a - b);
    const rows = [groups * 7_000 + 98, groups * 7_000 + 99, groups * 7_001, groups * 7_001 + 1];
    expect(table.read(rows[0], rows[3]! + 1)['d']).toEqual(
      rows.map((row) => valuesOf(row % groups)[Math.floor(row / groups)]),
    );
  });

  it('follows another seed from the first row on', () => {
    const plannedFor = (seed: number) => planJob(normaliseSpec({ tables: { t: TABLE } }, { seed }));
    const keys: PlacedKey[] = [];
    const session = new KernelSession(KERNELS.wasm());
    const { plan } = plannedFor(1);
    const bound = bindTable(compileTable(plan, 0, { onKey: (key) => keys.push(key) }), session);
    generatedValues(bound, 0, 300);
    replaceKeys(session, keys, { scope: { seed: 2, generationVersion: plan.generation_version } });
    const other = bindSpec({ tables: { t: TABLE } }, KERNELS.wasm(), 2);
    expect(generatedValues(bound, 300, 700)).toEqual(generatedValues(other, 0, 700).map((rows) => rows.slice(300)));
  });

  it('counts the draws of checks once, however often rows are made', () => {
    const checked = { ...TABLE, num_records: 700, checks: ['amount > 0'] };
    const countOf = (pageRows: number) => {
      const bound = bindSpec({ tables: { t: checked } });
      let [draws, rejections] = [0, 0];
      for (let end = 700; end > 0; end -= pageRows) {
        generatedValues(bound, Math.max(end - pageRows, 0), end);
        for (const count of bound.takeCheckCounts!())
          [draws, rejections] = [draws + count.draws, rejections + count.rejections];
      }
      return [draws, rejections];
    };
    expect(countOf(9)).toEqual(countOf(700));
  });

  it('gives other tables what they inherit', () => {
    const tables = {
      t: { ...TABLE, primary_key: 'id', columns: { id: 'sequence', ...COLUMNS } },
      child: {
        num_records: 200,
        columns: {
          t: { kind: 'foreign_key', references: 't.id' },
          balance: { kind: 'derived', expression: 't.balance' },
          ordered: { kind: 'derived', expression: 't.ordered' },
        },
      },
    };
    const parents = readableTable({ tables }, 't').read();
    const { t, balance, ordered } = readableTable({ tables }, 'child').read();
    expect(balance).toEqual(t!.map((row) => parents['balance']![Number(row)]));
    expect(ordered).toEqual(t!.map((row) => parents['ordered']![Number(row)]));
  });
});

describe('what interleaved groups cannot do', () => {
  const issuesOf = (tables: object): string[] => {
    try {
      planJob(normaliseSpec({ tables }, { seed: 1 }));
    } catch (error) {
      return (error as AppError).issues!.map(({ path, code, message }) => `${path} ${code}: ${message}`);
    }
    return [];
  };
  const x = 'integer[0:9]';
  const group_by = { layout: 'interleaved', groups: 2 };

  it('refuses whole groups whose length nobody states', () => {
    const columns = { x, ordered: { kind: 'sorted', of: 'x' }, part: { kind: 'share_of', total: 'x' } };
    expect(issuesOf({ t: { num_records: 5, group_by, columns } })).toEqual(
      [
        't.columns.ordered.kind MISSING: sorted needs all rows of its group, and group_by does not say how many those are',
        't.columns.part.kind MISSING: share_of needs all rows of its group, and group_by does not say how many those are',
      ].map((issue) => `tables.${issue}`),
    );
  });

  it('refuses whole groups where a key decides the number of rows', () => {
    const columns = {
      p: { kind: 'foreign_key', references: 'p', children: [1, 3] },
      x,
      ordered: { kind: 'sorted', of: 'x' },
    };
    const p = { num_records: 5, primary_key: 'id', columns: { id: 'sequence' } };
    expect(issuesOf({ p, t: { group_by: { ...group_by, steps: 4 }, columns } })).toEqual([
      'tables.t.columns.ordered.kind CONFLICT: sorted needs whole groups, and the key p decides how many rows there are',
    ]);
  });

  it('refuses more steps than a page can make anew, with the numbers', () => {
    const columns = { x, sum: { kind: 'running', of: 'x' } };
    expect(issuesOf({ t: { num_records: 20_001, group_by, columns } })).toEqual([
      'tables.t.num_records OUT_OF_RANGE: sum depends on all earlier steps of its group: 20001 rows of 2 groups make 10001, the limit is 10000',
    ]);
    expect(issuesOf({ t: { num_records: 20_000, group_by, columns } })).toEqual([]);
  });

  it('refuses more rows than the stated steps hold', () => {
    expect(issuesOf({ t: { num_records: 9, group_by: { ...group_by, steps: 4 }, columns: { x } } })).toEqual([
      'tables.t.num_records OUT_OF_RANGE: 9 rows make 5 steps of 2 groups, and group_by has steps: 4',
    ]);
  });

  it('refuses groups and steps that are more rows than can be numbered', () => {
    const many = { layout: 'interleaved', groups: 2 ** 50, steps: 10_000 };
    expect(issuesOf({ t: { num_records: 9, group_by: many, columns: { x } } })).toEqual([
      `tables.t.group_by.steps OUT_OF_RANGE: ${2 ** 50} groups of 10000 steps are more rows than ${2 ** 53 - 1}`,
    ]);
  });

  it('refuses checks that read other rows through a formula, and takes those of the place in the group', () => {
    const columns = {
      x,
      n: 'ordinal',
      sum: { kind: 'running', of: 'x' },
      twice: { kind: 'derived', expression: 'sum * 2' },
    };
    const t = { num_records: 9, group_by, columns };
    expect(issuesOf({ t: { ...t, checks: ['twice > x'] } })).toEqual([
      'tables.t.checks[0].check CONFLICT: a check cannot read sum: to draw a row again would change the rows after it',
    ]);
    expect(issuesOf({ t: { ...t, checks: ['x > n - 3'] } })).toEqual([]);
  });
});
