/** W1 rows as plain objects by @faker-js/faker, with the call that its documentation gives for each column. */
import { base, en, Faker } from '@faker-js/faker';

/** Name and percent. */
const COUNTRIES = weighted([
  ['United States', 22],
  ['India', 14],
  ['Brazil', 8],
  ['Germany', 7],
  ['United Kingdom', 7],
  ['France', 6],
  ['Japan', 5],
  ['Mexico', 4],
  ['Canada', 4],
  ['Italy', 3],
  ['Spain', 3],
  ['Indonesia', 3],
  ['Turkey', 2],
  ['Poland', 2],
  ['Netherlands', 2],
  ['Australia', 2],
  ['South Korea', 2],
  ['Argentina', 2],
  ['Sweden', 1],
  ['Norway', 1],
]);
const PLANS = weighted([
  ['free', 60],
  ['basic', 25],
  ['pro', 12],
  ['enterprise', 3],
]);
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
      country: faker.helpers.weightedArrayElement(COUNTRIES),
      plan: faker.helpers.weightedArrayElement(PLANS),
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

function weighted(entries: readonly (readonly [string, number])[]): { value: string; weight: number }[] {
  return entries.map(([value, weight]) => ({ value, weight }));
}
