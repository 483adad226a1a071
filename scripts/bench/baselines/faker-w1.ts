/** W1 rows as plain objects by @faker-js/faker, with its cheapest calls: what a test-data script does today. */
import { base, en, Faker } from '@faker-js/faker';

const COUNTRIES = [
  'United States',
  'India',
  'Brazil',
  'Germany',
  'United Kingdom',
  'France',
  'Japan',
  'Mexico',
  'Canada',
  'Italy',
  'Spain',
  'Indonesia',
  'Turkey',
  'Poland',
  'Netherlands',
  'Australia',
  'South Korea',
  'Argentina',
  'Sweden',
  'Norway',
];
const COUNTRY_WEIGHTS = [22, 14, 8, 7, 7, 6, 5, 4, 4, 3, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1];
const COUNTRY_ENTRIES = COUNTRIES.flatMap((name, index) => Array<string>(COUNTRY_WEIGHTS[index]!).fill(name));
const PLAN_ENTRIES = [
  ...Array<string>(60).fill('free'),
  ...Array<string>(25).fill('basic'),
  ...Array<string>(12).fill('pro'),
  ...Array<string>(3).fill('enterprise'),
];
const SIGNUP_START_MS = Date.UTC(2019, 0, 1);
const UPDATED_START_MS = Date.UTC(2020, 0, 1);
const DAY_MS = 86_400_000;

/** `rows` rows from row 0. */
export function fakerW1(rows: number): object[] {
  const faker = new Faker({ locale: [en, base], seed: 7 });
  const out: object[] = new Array(rows);
  for (let row = 0; row < rows; row++) {
    out[row] = {
      id: row,
      age: Math.max(18, Math.min(90, Math.round(40 + 12 * normal(faker)))),
      income: Math.exp(10.5 + 0.6 * normal(faker)),
      score: Math.round(faker.number.float() * 100) / 100,
      country: faker.helpers.arrayElement(COUNTRY_ENTRIES),
      plan: faker.helpers.arrayElement(PLAN_ENTRIES),
      active: faker.datatype.boolean(0.7),
      signup: new Date(SIGNUP_START_MS + faker.number.int(1825) * DAY_MS),
      updated_at: new Date(UPDATED_START_MS + faker.number.int(157_679_999_999)),
      email: `user${row}@example.com`,
    };
  }
  return out;
}

function normal(faker: Faker): number {
  return Math.sqrt(-2 * Math.log(1 - faker.number.float())) * Math.cos(2 * Math.PI * faker.number.float());
}
