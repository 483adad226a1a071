import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpecDocument } from '../../shared/contracts/spec-document.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { ISSUE_CODES } from '../../shared/spec/issue-codes.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { specHash } from '../../shared/spec/spec-hash.ts';
import { arbitraryLanguage } from '../support/arbitrary-language.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';
import { arbitraryTables } from '../support/arbitrary-tables.ts';
import { bindTables, generatedValues } from '../support/generated-values.ts';

/** What a mutation puts in the place of something: values that are wrong in most places. */
const ODD = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    -0,
    0.1,
    2 ** 53,
    '',
    '?',
    'integer[',
    'x'.repeat(200),
    '\ud800',
    [],
    {},
    [[]],
  ),
  fc.constantFrom(
    'min',
    'max',
    'kind',
    '__proto__',
    'constructor',
    '9',
    '2024-02-30',
    '-9223372036854775809',
    '{row',
    'normal',
    't0',
    't1.id',
    'owner',
    'n + 1',
    'n < 3',
    'derived',
    'running',
    'foreign_key(t0.id)',
    'owning',
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
);
const mutation = fc.record({ at: fc.nat(), odd: ODD, way: fc.constantFrom('replace', 'remove', 'rename', 'add') });
type Mutation = { at: number; odd: unknown; way: string };

/** Every member of every mapping and list of a document. */
function members(node: unknown): [holder: Record<string, unknown>, key: string][] {
  if (typeof node !== 'object' || node === null) return [];
  const holder = node as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, unknown>, string],
    ...members(holder[key]),
  ]);
}

function mutate(document: unknown, { at, odd, way }: Mutation): void {
  const all = members(document);
  const [holder, key] = all[at % Math.max(all.length, 1)] ?? [];
  if (holder === undefined || key === undefined) return;
  if (way === 'remove') delete holder[key];
  else if (way === 'replace') holder[key] = odd;
  else
    Object.defineProperty(holder, String(odd), {
      value: holder[key],
      enumerable: true,
      configurable: true,
      writable: true,
    });
  if (way === 'rename' && String(odd) !== key && !Array.isArray(holder)) delete holder[key];
}

/** One table with columns of all sorts, several with keys of all sorts, or everything at once. */
const document = fc.oneof(
  { arbitrary: arbitrarySpec(50), weight: 3 },
  { arbitrary: arbitraryTables, weight: 2 },
  { arbitrary: arbitraryLanguage, weight: 2 },
);

describe('a spec document', () => {
  it('is read and can be generated, or is answered with issues of the closed list', () => {
    const outcomes = { read: 0, explained: 0 };
    fc.assert(
      fc.property(document, fc.array(mutation, { minLength: 1, maxLength: 3 }), (original, mutations) => {
        const document = structuredClone(original);
        for (const one of mutations) mutate(document, one);
        try {
          const spec = normaliseSpec(document, { seed: 1, maxRows: 1_000_000 });
          expect(SpecDocument.parse(spec)).toEqual(spec);
          planJob(spec);
          for (const bound of bindTables(document)) generatedValues(bound, 0, Math.min(3, bound.program.numRecords));
          outcomes.read++;
        } catch (thrown) {
          if (!(thrown instanceof AppError)) throw thrown;
          expect(thrown.status).toBeLessThan(500);
          for (const { code } of thrown.issues ?? []) expect(ISSUE_CODES).toContain(code);
          outcomes.explained++;
        }
      }),
      { numRuns: 1_500, seed: 20_250_104 },
    );
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.explained).toBeGreaterThan(500);
  });

  it('that is normalised stays as it is when it is normalised again', () => {
    fc.assert(
      fc.property(arbitrarySpec(50), (document) => {
        const spec = normaliseSpec(document, { seed: 1 });
        const again = normaliseSpec(readDocument(JSON.stringify(spec), 'json'), { seed: 2 });
        expect(again).toEqual(spec);
        expect(specHash(again)).toBe(specHash(spec));
      }),
      { numRuns: 200, seed: 20_250_105 },
    );
  });

  it('as text is read like JSON.parse does, or refused', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 6 }),
        fc.nat(),
        fc.constantFrom('', '"', '}', ',', '\\', '\u0000', '1e999'),
        (text, at, insert) => {
          const place = at % (text.length + 1);
          const damaged = text.slice(0, place) + insert + text.slice(place);
          let value: unknown;
          try {
            value = readDocument(damaged, 'json');
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'INVALID_REQUEST' });
            return;
          }
          expect(value).toEqual(JSON.parse(damaged));
        },
      ),
      { numRuns: 2_000, seed: 20_250_106 },
    );
  });
});
