import { describe, expect, it } from 'vitest';
import { readPostgresScript } from '../../../shared/imports/postgres-script.ts';
import { readLimits } from '../../../shared/proposals/check-limits.ts';
import { expressionText } from '../../../shared/proposals/expression-text.ts';

const COLUMNS =
  'a integer, b numeric(8,2), "Odd ""name" text, s varchar(9), d date, t timestamp, ok boolean, "row" integer';

async function readCheck(check: string) {
  const { tables } = await readPostgresScript(`CREATE TABLE x (${COLUMNS}, CHECK (${check}));`);
  return { expression: tables[0]!.checks[0]!.expression, columns: tables[0]!.columns };
}

describe('a check of SQL in our language', () => {
  it.each([
    ['a > 0 AND b <= 2.5', '(a > 0) and (b <= 2.5)'],
    ['a BETWEEN 1 AND 5', 'a between 1 and 5'],
    ['a NOT IN (1, 2)', 'a not in (1, 2)'],
    ["((s)::text = ANY ((ARRAY['x'::character varying, 'it''s'::character varying])::text[]))", "s in ('x', 'it''s')"],
    ["s LIKE 'a%' OR s NOT LIKE '%b'", "(s like 'a%') or (s not like '%b')"],
    ["((s)::text ~~ 'a%'::text)", "s like 'a%'"],
    ['d IS NOT NULL AND NOT ok', '(d is not null) and (not ok)'],
    ['ok IS NOT FALSE', '(ok is null) or ok'],
    ['char_length(s) > 2 AND upper(s) = s', '(length(s) > 2) and (upper(s) = s)'],
    ["d > '2020-01-01'::date", "d > date '2020-01-01'"],
    ["t < '2020-01-01 10:00:00'::timestamp without time zone", "t < timestamp '2020-01-01 10:00:00'"],
    ['t <= now() AND d < CURRENT_DATE', '(t <= as_of()) and (d < cast(as_of() as date))'],
    ['EXTRACT(year FROM t) = 2020', 'year(t) = 2020'],
    ['CASE a WHEN 1 THEN b > 0 ELSE b < 0 END', 'case when a = 1 then b > 0 else b < 0 end'],
    ['COALESCE(a, 0) + GREATEST(a, -1) % 3 >= -a', '(coalesce(a, 0) + (greatest(a, -1) % 3)) >= (-a)'],
    ['"Odd ""name" || s <> \'\' AND "row" = 1', '(("Odd ""name" || s) <> \'\') and ("row" = 1)'],
    ['(a)::numeric > 0.5', 'cast(a as number) > 0.5'],
  ])('%s is %s', async (sql, text) => {
    const { expression, columns } = await readCheck(sql);
    expect(expressionText(expression, columns, 'boolean')).toEqual({ text });
  });

  it.each([
    ["s ~ '^a'", 'the operator ~ is not in the expression language'],
    ["s ILIKE 'a'", 'ILIKE is not in the expression language'],
    ['my_function(a) > 0', 'the function my_function is not in the expression language'],
    ['a IS DISTINCT FROM 3', 'IS DISTINCT FROM is not in the expression language'],
    ['a > ANY (SELECT 1)', /is not in the expression language/],
  ])('%s cannot be said, because %s', async (sql, reason) => {
    const { expression, columns } = await readCheck(sql);
    const result = expressionText(expression, columns, 'boolean');
    expect('reason' in result && result.reason).toMatch(reason);
  });
});

describe('the limits that checks give a column', () => {
  it.each([
    ['a > 0 AND 10 >= a', { lows: [{ text: '0', isExclusive: true }], highs: [{ text: '10', isExclusive: false }] }],
    [
      'a BETWEEN 1 AND 5 AND a IN (2, 3)',
      { lows: [{ text: '1', isExclusive: false }], highs: [{ text: '5', isExclusive: false }], values: ['2', '3'] },
    ],
    ['a < 5 OR a IS NULL', { lows: [], highs: [{ text: '5', isExclusive: true }] }],
    ['a IS NOT NULL', { lows: [], highs: [], isNotNull: true }],
    ['a > 0 OR b > 0', undefined],
    ['a > b', undefined],
  ])('%s', async (sql, limits) => {
    const { expression } = await readCheck(sql);
    expect(readLimits([expression]).get('a')).toEqual(limits);
  });

  it('may be of its length', async () => {
    const { expression } = await readCheck('length(s) > 2 AND char_length(s) <= 5');
    expect(readLimits([expression]).get('s')).toEqual({ lows: [], highs: [], minLength: 3, maxLength: 5 });
  });
});
