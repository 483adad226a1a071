import { describe, expect, it } from 'vitest';
import { formatExpression } from '../../../shared/expressions/format-expression.ts';
import { parseExpression } from '../../../shared/expressions/parse-expression.ts';
import { renderSql, type SqlDialect } from '../../../shared/expressions/render-sql.ts';

function nodeOf(source: string) {
  const result = parseExpression(source);
  if ('faults' in result) throw new Error(source);
  return result.node;
}

function sqlOf(source: string, dialect: SqlDialect): string | undefined {
  const column = ([name, ...rest]: readonly string[]) => (rest.length === 0 ? `"${name}"` : undefined);
  return renderSql(nodeOf(source), { dialect, column });
}

describe('formatExpression', () => {
  it.each([
    ['A  +  B*( c )', 'A + B * c'],
    ['(a+b)*c - (d - e)', '(a + b) * c - (d - e)'],
    ['NOT (a AND b) OR c', 'not (a and b) or c'],
    ['- - a', '--a'],
    ['"order" = "END" and "a b"."c""d" != 1', 'order = "END" and "a b"."c""d" <> 1'],
    ["TIMESTAMP '2024-01-01 10:00:00'", "timestamp '2024-01-01T10:00:00.000000Z'"],
    ["Upper(x) LIKE '%' and (a || b) in (1,2)", "upper(x) like '%' and a || b in (1, 2)"],
    ['case when a then 1 else 2 end', 'case when a then 1 else 2 end'],
    ['(a = b) = c', '(a = b) = c'],
  ])('writes %s as %s', (source, expected) => {
    expect(formatExpression(nodeOf(source))).toBe(expected);
  });
});

describe('renderSql', () => {
  it.each([
    ['price * 2 > 10 and name is not null', 'postgres', '(("price" * 2) > 10) AND ("name" IS NOT NULL)'],
    ['a / b', 'postgres', 'CAST("a" AS double precision) / NULLIF("b", 0)'],
    ['a / b', 'mysql', '"a" / NULLIF("b", 0)'],
    ['a / b', 'sqlite', 'CAST("a" AS REAL) / NULLIF("b", 0)'],
    ["a || 'it''s'", 'mysql', `CONCAT("a", 'it''s')`],
    ["a = 'x\\y'", 'mysql', `"a" = 'x\\\\y'`],
    ["day >= date '2024-01-31'", 'postgres', `"day" >= DATE '2024-01-31'`],
    ["day >= date '2024-01-31'", 'sqlite', `"day" >= '2024-01-31'`],
    ["code not in ('a', 'b')", 'sqlite', `"code" NOT IN ('a', 'b')`],
    ['if(a > 1, length(b), 0) = 0', 'mysql', '(CASE WHEN "a" > 1 THEN CHAR_LENGTH("b") ELSE 0 END) = 0'],
    ['year(d) between 2000 and 2010', 'postgres', '(EXTRACT(YEAR FROM "d")) BETWEEN 2000 AND 2010'],
  ] as const)('writes %s for %s', (source, dialect, expected) => {
    const loose = (sql: string | undefined) => sql?.replaceAll(/[()]/g, '');
    expect(loose(sqlOf(source, dialect))).toBe(loose(expected));
  });

  it.each(['row = 1', 'random() < 0.5', 'parent.city = 1', "name like 'a%'", 'power(a, 2) > 1'])(
    'gives up on %s',
    (source) => {
      expect(sqlOf(source, 'sqlite')).toBeUndefined();
    },
  );

  it('keeps the order of operations by parentheses', () => {
    expect(sqlOf('(a + b) * c', 'postgres')).toBe('("a" + "b") * "c"');
    expect(sqlOf('not (a or b)', 'postgres')).toBe('NOT ("a" OR "b")');
  });
});
