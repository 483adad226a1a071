/** W1 rows as plain objects by @faker-js/faker, with the call that its documentation gives for each column. */
import { base, en, Faker } from '@faker-js/faker';
import { COUNTRIES, PLANS, type Weighted } from './w1-weights.ts';

const WEIGHTED_COUNTRIES = weighted(COUNTRIES);
const WEIGHTED_PLANS = weighted(PLANS);
/** As numbers: parsing date texts would cost faker more than drawing them. */
const SIGNUP = { from: Date.UTC(2019, 0, 1), to: Date.UTC(2023, 11, 31) };
const UPDATED_AT = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2020, 0, 1) + 157_679_999_999 };

/** `rows` rows from row 0. */
export function fakerW1(rows: number): object[] {
  const faker = new Faker({ locale: [en, base], seed: 7 });
  const out: object[] = new Array(rows);
  for (let row = 0; row < rows; row++) {
    out[row] = {
      id: row,
      age: Math.max(18, Math.min(90, Math.round(40 + 12 * normal(faker)))),
      income: Math.exp(10.5 + 0.6 * normal(faker)),
      score: faker.number.float({ fractionDigits: 2 }),
      country: faker.helpers.weightedArrayElement(WEIGHTED_COUNTRIES),
      plan: faker.helpers.weightedArrayElement(WEIGHTED_PLANS),
      active: faker.datatype.boolean(0.7),
      signup: faker.date.between(SIGNUP),
      updated_at: faker.date.between(UPDATED_AT),
      email: `user${row}@example.com`,
    };
  }
  return out;
}

/** Faker has no normal law: Box and Muller's, by its uniform numbers. */
function normal(faker: Faker): number {
  return Math.sqrt(-2 * Math.log(1 - faker.number.float())) * Math.cos(2 * Math.PI * faker.number.float());
}

function weighted(entries: Weighted): { value: string; weight: number }[] {
  return entries.map(([value, weight]) => ({ value, weight }));
}
