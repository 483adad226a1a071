import { describe, expect, it } from 'vitest';
import { bindSpec, generatedValues } from '../../../support/generated-values.ts';

const SCHEMA = {
  a: 'integer[-2147483648:2147483647]',
  x: { kind: 'double', min: -1e300, max: 1e300 },
  word: 'category(ŉß,Straße,ɐɐɐɐɐɐ)',
  s: 'string[3:20]',
  u: 'uuid',
  day: 'date',
  at: 'datetime',
  name: { kind: 'full_name' },
};

/** The room of one text column, without the length in front. */
function roomOf(expression: string) {
  const schema = { ...SCHEMA, made: { kind: 'derived', expression, type: 'string' } };
  const bound = bindSpec({ schema, num_records: 3_000 });
  const index = bound.program.columns.length - 1;
  const values = generatedValues(bound, 0, 3_000)[index]!;
  const most = values.reduce<number>(
    (bytes, value) => Math.max(bytes, new TextEncoder().encode(`${value ?? ''}`).length),
    0,
  );
  return { room: bound.program.columns[index]!.valueBytesMax - 4, most };
}

describe('the room of derived text', () => {
  it.each<[string, number]>([
    ["case when a > 0 then 'yes' else 'no' end", 27],
    ['upper(word)', 18],
    ["s || '-' || cast(a as text)", 60],
    ['left(s, 5)', 20],
    ["lpad(cast(abs(a) as text), 12, '0')", 48],
    ['cast(x as text)', 24],
    ['cast(at as text) || cast(day as text)', 40],
    ['cast(u as text)', 36],
    ["coalesce(nullif(word, 'Straße'), s)", 20],
    ["repeat('ab', 6)", 324],
    ['concat(cast(a > 3 as text), cast(row as text), cast(-x * 2 as text), initcap(name))', 200],
    ["replace(s, 'a', 'bb')", 1_024],
  ])('%s is at most %d bytes a row', (expression, bound) => {
    const { room, most } = roomOf(expression);
    expect(room).toBeLessThanOrEqual(bound);
    expect(most).toBeLessThanOrEqual(room);
  });
});
