import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { readableTable } from '../../support/table-columns.ts';

const ACCOUNTS = {
  num_records: 3_000,
  primary_key: 'id',
  columns: {
    id: { kind: 'sequence', start: 1 },
    opened: 'datetime[2020-01-01:2021-01-01]',
    opening: { kind: 'decimal', max: 1_000 },
    budget: { kind: 'decimal', min: 10, max: 50 },
  },
};
const COLUMNS = {
  account: { kind: 'foreign_key', references: 'accounts', children: [0, 7] },
  n: 'ordinal',
  gap: { kind: 'double', hidden: true, distribution: { name: 'exponential', scale: 3_600 } },
  at: { kind: 'event_time', start: 'accounts.opened', gap: 'gap' },
  type: {
    kind: 'markov',
    states: ['in', 'out', 'fee'],
    initial: [1, 1, 0],
    transitions: [
      [1, 5, 0],
      [4, 3, 1],
      [1, 0, 0],
    ],
  },
  amount: { kind: 'decimal', min: -50, max: 100 },
  balance: { kind: 'running', of: 'amount', start: 'accounts.opening' },
  before: { kind: 'lag', of: 'type' },
  ordered: { kind: 'sorted', of: 'amount' },
  falling: { kind: 'sorted', of: 'at', order: 'desc' },
  share: { kind: 'share_of', total: 'accounts.budget', null_rate: 0.1 },
  label: { kind: 'template', template: '{type}-{n:03}' },
  nested: {
    kind: 'json',
    value: { on: 'boolean', tags: { list: { w: 'string[0:5]?' }, length: { max: 3 }, null_rate: 0.1 } },
    null_when: 'balance < 0',
  },
};
const SPEC = { tables: { accounts: ACCOUNTS, events: { group_by: 'accounts', columns: COLUMNS } } };

/** Row numbers of each account's events. */
function groupsOf(accounts: readonly unknown[]): number[][] {
  const groups = new Map<unknown, number[]>();
  for (const [row, account] of accounts.entries()) groups.set(account, [...(groups.get(account) ?? []), row]);
  return [...groups.values()];
}

describe('columns that depend on the rows of their group', () => {
  const events = readableTable(SPEC, 'events');
  const all = events.read();
  const parents = readableTable(SPEC, 'accounts').read();
  const groups = groupsOf(all['account']!);
  const at = (name: string, row: number) => all[name]![row] as bigint;

  it('gives the same rows wherever a page begins and ends', () => {
    fc.assert(
      fc.property(fc.nat(events.numRecords - 1), fc.integer({ min: 1, max: 700 }), (start, count) => {
        const end = Math.min(start + count, events.numRecords);
        const part = events.read(start, end);
        for (const [name, values] of Object.entries(part)) expect(values, name).toEqual(all[name]!.slice(start, end));
      }),
      { numRuns: 60 },
    );
  });

  it('counts the rows of a group from 0', () => {
    for (const rows of groups) expect(rows.map((row) => at('n', row))).toEqual(rows.map((_, i) => BigInt(i)));
  });

  it('adds up exactly, from the start that the parent has', () => {
    for (const rows of groups) {
      let sum = parents['opening']![Number(at('account', rows[0]!)) - 1] as bigint;
      for (const row of rows) {
        sum += at('amount', row);
        expect(at('balance', row)).toBe(sum);
      }
    }
  });

  it('lets time rise within a group, from the start that the parent has', () => {
    for (const rows of groups) {
      let before = parents['opened']![Number(at('account', rows[0]!)) - 1] as bigint;
      for (const row of rows) {
        expect(at('at', row) >= before).toBe(true);
        before = at('at', row);
      }
    }
  });

  it('orders values within a group, up and down', () => {
    const ascending = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
    for (const rows of groups) {
      const amounts = rows.map((row) => at('amount', row));
      expect(rows.map((row) => at('ordered', row))).toEqual(amounts.toSorted(ascending));
      const times = rows.map((row) => at('at', row));
      expect(rows.map((row) => at('falling', row))).toEqual(times.toSorted(ascending).reverse());
    }
  });

  it('shows the row before, and nothing in the first row', () => {
    for (const rows of groups)
      for (const [i, row] of rows.entries())
        expect(all['before']![row]).toBe(i === 0 ? null : all['type']![rows[i - 1]!]);
  });

  it('walks from state to state by the weights, and never where they are 0', () => {
    const seen = new Map<string, number>();
    for (const rows of groups) {
      expect(all['type']![rows[0]!]).not.toBe('fee');
      for (const [i, row] of rows.slice(1).entries()) {
        const step = `${all['type']![rows[i]!]} ${all['type']![row]}`;
        seen.set(step, (seen.get(step) ?? 0) + 1);
      }
    }
    expect([...seen.keys()].sort()).toEqual(['fee in', 'in in', 'in out', 'out fee', 'out in', 'out out']);
    const fromOut = ['in', 'out', 'fee'].map((state) => seen.get(`out ${state}`)!);
    const total = fromOut.reduce((sum, count) => sum + count);
    // Chi-squared with 2 degrees of freedom exceeds 27.6 once in a million.
    const expected = [4 / 8, 3 / 8, 1 / 8].map((share) => share * total);
    expect(fromOut.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0)).toBeLessThan(27.6);
  });

  it('divides the total of the parent to the last cent', () => {
    const shares = readableTable(
      {
        tables: {
          ...SPEC.tables,
          events: { ...SPEC.tables.events, columns: { ...COLUMNS, share: { ...COLUMNS.share, null_rate: 0 } } },
        },
      },
      'events',
    ).read();
    for (const rows of groups) {
      const sum = rows.reduce((total, row) => total + (shares['share']![row] as bigint), 0n);
      expect(sum).toBe(parents['budget']![Number(at('account', rows[0]!)) - 1]);
    }
    const isKept = all['share']!.every((share, row) => share === null || share === shares['share']![row]);
    expect([isKept, all['share']!.includes(null)]).toEqual([true, true]);
  });

  it('numbers the groups and steps of interleaved rows', () => {
    const columns = {
      device: { kind: 'group', start: 1 },
      step: 'ordinal',
      at: { kind: 'event_time', start: '2024-01-01T00:00:00Z', every: 60, jitter: 0.5 },
    };
    const readings = readableTable(
      { tables: { t: { num_records: 1_000, group_by: { layout: 'interleaved', groups: 7 }, columns } } },
      't',
    );
    const read = readings.read();
    expect(read['device']).toEqual(Array.from({ length: 1_000 }, (_, row) => BigInt((row % 7) + 1)));
    expect(read['step']).toEqual(Array.from({ length: 1_000 }, (_, row) => BigInt(Math.floor(row / 7))));
    const start = BigInt(Date.UTC(2024, 0, 1)) * 1_000n;
    for (const [row, time] of read['at']!.entries()) {
      const offset = Number((time as bigint) - start) / 60e6 - Math.floor(row / 7);
      expect(offset >= 0 && offset < 0.5).toBe(true);
    }
    expect(readings.read(500, 600)).toEqual(
      Object.fromEntries(Object.entries(read).map(([name, values]) => [name, values.slice(500, 600)])),
    );
  });
});

describe('what groups cannot do', () => {
  const issuesOf = (events: object): string[] => {
    try {
      normaliseSpec({ tables: { accounts: ACCOUNTS, events } }, { seed: 1 });
    } catch (error) {
      return (error as AppError).issues!.map(({ path, code }) => `${path.replace('tables.events.', '')} ${code}`);
    }
    return [];
  };
  const key = COLUMNS.account;

  it('refuses what needs the rows of a group that the table does not name', () => {
    expect(issuesOf({ columns: { key, n: 'ordinal' } })).toEqual(['columns.n.kind MISSING']);
  });

  it('refuses groups by a key that does not own its rows', () => {
    const drawn = { kind: 'foreign_key', references: 'accounts' };
    expect(issuesOf({ num_records: 5, group_by: 'accounts', columns: { drawn, n: 'ordinal' } })).toEqual([
      'group_by.key CONFLICT',
    ]);
    expect(issuesOf({ group_by: 'account', columns: { key, n: 'ordinal' } })).toEqual(['group_by.key UNKNOWN_COLUMN']);
  });

  it('refuses columns that are not there, of the wrong type, and weights that do not fit', () => {
    const columns = {
      key,
      a: { kind: 'running', of: 'nothing' },
      b: { kind: 'sorted', of: 'c' },
      c: { kind: 'markov', states: ['x', 'y'], initial: [0, 0], transitions: [[1, 1], [1]] },
      d: { kind: 'event_time', start: 'accounts.opened' },
    };
    expect(issuesOf({ group_by: 'accounts', columns }).sort()).toEqual([
      'columns.a.of UNKNOWN_COLUMN',
      'columns.b.of WRONG_TYPE',
      'columns.c.initial WEIGHTS_SUM',
      'columns.c.transitions[1] WEIGHTS_MISMATCH',
      'columns.d.gap CONFLICT',
    ]);
  });

  it('refuses checks of what a new draw would change in other rows', () => {
    const checks = ['balance > 0'];
    const columns = { key, amount: COLUMNS.amount, balance: { kind: 'running', of: 'amount' } };
    expect(issuesOf({ group_by: 'accounts', checks, columns })).toEqual(['checks[0].check CONFLICT']);
  });
});
