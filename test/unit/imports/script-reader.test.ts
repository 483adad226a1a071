import { describe, expect, it } from 'vitest';
import { RowCounter } from '../../../shared/imports/row-counts.ts';
import { readScript, ScriptReader, type ScriptStatement } from '../../../shared/imports/script-reader.ts';

const SCRIPT = `\\connect shop
-- a; comment
SET a = 'it''s; one'; /* two; /* nested; */ */ SELECT "x;y" FROM t;
CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END $body$ LANGUAGE plpgsql;
-- tabular: {"spec": {"seed": 3}}
COPY public."order" (id, note) FROM stdin;
1	a;b
2	\\N
\\.
INSERT INTO customer (id, note) VALUES (1, 'a),(b'), (2, E'it\\'s (3), (4)'),
  (3, lower('x'));
INSERT INTO public.customer VALUES (4, 'x') ON CONFLICT (id) DO UPDATE SET note = coalesce('a', 'b');
SELECT 1`;

function inPieces(size: number): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  const reader = new ScriptReader('postgresql', (statement) => statements.push(statement));
  for (let at = 0; at < SCRIPT.length; at += size) reader.push(SCRIPT.slice(at, at + size));
  reader.end();
  return statements;
}

describe('the reader of scripts', () => {
  it('parts statements at semicolons outside of quotes, comments, dollar quotes and data', () => {
    const texts = readScript(SCRIPT, 'postgresql').map(({ kind, text }) => `${kind}: ${text.slice(0, 22)}`);
    expect(texts).toEqual([
      "statement: SET a = 'it''s; one'",
      'statement: SELECT "x;y" FROM t',
      'statement: CREATE FUNCTION f() RE',
      'tabular_comment: {"spec": {"seed": 3}}',
      'statement: COPY public."order" (i',
      'statement: INSERT INTO customer (',
      'statement: INSERT INTO public.cus',
      'statement: SELECT 1',
    ]);
  });

  it('gives the same for any cut of the script', () => {
    for (const size of [1, 2, 7, 64]) expect(inPieces(size)).toEqual(readScript(SCRIPT, 'postgresql'));
  });

  it('names the line where a statement begins', () => {
    expect(readScript(SCRIPT, 'postgresql').map(({ line }) => line)).toEqual([3, 3, 4, 5, 6, 10, 12, 13]);
  });

  it('follows the delimiter and the escapes of mysql', () => {
    const script =
      "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nSELECT 'a\\';b'; # x;\nSELECT `c;d`;";
    expect(readScript(script, 'mysql').map(({ text }) => text)).toEqual([
      'CREATE PROCEDURE p() BEGIN SELECT 1; END',
      "SELECT 'a\\';b'",
      'SELECT `c;d`',
    ]);
  });

  it('keeps the body of an SQLite trigger together and knows brackets', () => {
    const script = 'CREATE TRIGGER t AFTER INSERT ON [a;b] BEGIN SELECT 1; SELECT 2; END;\n.mode csv\nSELECT [c;d];';
    expect(readScript(script, 'sqlite').map(({ text }) => text.slice(0, 14))).toEqual([
      'CREATE TRIGGER',
      'SELECT [c;d]',
    ]);
  });
});

describe('row counts', () => {
  it('are those of INSERT and COPY, by bare name', () => {
    const counter = new RowCounter('postgresql');
    counter.push(SCRIPT);
    counter.end();
    expect([...counter.counts]).toEqual([
      ['order', 2],
      ['customer', 4],
    ]);
  });

  it('know the names of every dialect', () => {
    const counter = new RowCounter('mysql');
    counter.push(
      'INSERT IGNORE INTO `shop`.`a b` VALUES (1),(2);REPLACE INTO c VALUES (1) ON DUPLICATE KEY UPDATE d = VALUES(d);',
    );
    counter.end();
    expect(Object.fromEntries(counter.counts)).toEqual({ 'a b': 2, c: 1 });
  });
});
