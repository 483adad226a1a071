import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locatePaths } from '../../../shared/documents/locate-paths.ts';

const YAML = `# a comment
tables:
  orders:
    num_records: 3
    columns:
      - { name: id, kind: sequence }
      - name: "a.b"
        min: 1
  "x[1]": { deep: [[1, 2], [3]] }
`;

describe('locatePaths', () => {
  it.each([
    ['tables', 2, 1],
    ['tables.orders.num_records', 4, 5],
    ['tables.orders.columns[0].kind', 6, 21],
    ['tables.orders.columns[1]', 7, 9],
    ['tables.orders.columns[1].min', 8, 9],
    ['tables.x[1].deep[0][1]', 9, 24],
  ])('finds the member %s of a YAML text', (path, line, column) => {
    expect(locatePaths(YAML, [path])).toEqual([{ line, column }]);
  });

  it('goes to the nearest member around one that is missing', () => {
    const places = locatePaths(YAML, ['tables.orders.columns[1].kind', 'tables.orders.columns[9].kind', 'seed', '']);
    expect(places.map(({ line }) => line)).toEqual([7, 5, 2, 2]);
  });

  it('finds every member of any JSON text, however it is laid out', () => {
    const names = fc.stringMatching(/^[a-z]{1,3}$/);
    const { document } = fc.letrec((tie) => ({
      document: fc.dictionary(names, tie('value')),
      value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), fc.array(tie('value')), tie('document')),
    }));
    fc.assert(
      fc.property(document, fc.constantFrom('', ' ', '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const lines = text.split('\n');
        const members = [...membersOf(value, '')];
        const places = locatePaths(
          text,
          members.map(({ path }) => path),
        );
        members.forEach(({ begins }, index) => {
          const { line, column } = places[index]!;
          expect(lines[line - 1]!.slice(column - 1).startsWith(begins)).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });
});

/** Every member's path, and how its text begins. */
function* membersOf(value: unknown, path: string): Generator<{ path: string; begins: string }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const own = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const whole = JSON.stringify(member).slice(0, 1);
    yield { path: own, begins: Array.isArray(value) ? whole : JSON.stringify(key) };
    yield* membersOf(member, own);
  }
}
