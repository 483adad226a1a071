import { describe, expect, it } from 'vitest';
import { addressNames, localeWords } from '../../../shared/lexicon/lexicon.ts';
import { LOCALES } from '../../../shared/lexicon/locales.ts';
import { bindSpec, generatedValues } from '../../support/generated-values.ts';

const KINDS = ['first_name', 'last_name', 'full_name', 'email', 'country', 'city'];
const schema = KINDS.map((kind) => ({ name: kind, kind }));
const document = { schema, num_records: 5_000, entities: { p: { kind: 'person', locales: [...LOCALES] } } };
const words = LOCALES.map(localeWords);

describe('the columns of a person', () => {
  const [first, last, full, email, country, city] = generatedValues(bindSpec(document), 0, 5_000) as string[][];

  it('agree within each row', () => {
    for (let row = 0; row < 5_000; row++) {
      const locale = words.find((candidate) => candidate.country === country![row])!;
      expect(locale.givenNames).toContain(first![row]);
      expect(locale.familyNames).toContain(last![row]);
      expect(locale.cities).toContain(city![row]);
      const name = locale.isFamilyNameFirst ? `${last![row]} ${first![row]}` : `${first![row]} ${last![row]}`;
      expect(full![row]).toBe(name);
    }
  });

  it('hold addresses that name the person and are unique', () => {
    expect(new Set(email).size).toBe(5_000);
    const addresses = words.map((w) => ({
      given: addressNames(w.givenNames, 'givenNames'),
      family: addressNames(w.familyNames, 'familyNames'),
    }));
    for (let row = 0; row < 5_000; row++) {
      const locale = words.findIndex((candidate) => candidate.country === country![row]);
      const given = addresses[locale]!.given[words[locale]!.givenNames.indexOf(first![row]!)];
      const family = addresses[locale]!.family[words[locale]!.familyNames.indexOf(last![row]!)];
      expect(email![row]!.replace(/@example\.(com|org|net)$/, '')).toBe(`${given}.${family}${row}`);
    }
  });

  it('do not depend on which of them exist', () => {
    const some = {
      ...document,
      schema: [
        { name: 'x', kind: 'city' },
        { name: 'y', kind: 'email' },
      ],
    };
    const [cities, emails] = generatedValues(bindSpec(some), 0, 5_000);
    expect(cities).toEqual(city);
    expect(emails).toEqual(email);
  });

  it('of two entities differ', () => {
    const entities = { a: { kind: 'person' }, b: { kind: 'person' } };
    const pair = [
      { name: 'x', kind: 'full_name', entity: 'a' },
      { name: 'y', kind: 'full_name', entity: 'b' },
    ];
    const [x, y] = generatedValues(bindSpec({ schema: pair, entities, num_records: 1_000 }), 0, 1_000);
    expect(x!.filter((name, row) => name === y![row]).length).toBeLessThan(10);
  });
});
