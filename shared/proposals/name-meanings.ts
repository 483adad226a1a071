import type { NameMeaning } from '../contracts/name-meaning.ts';
import type { SourceType } from './source-schema.ts';

const PEOPLE =
  '(.*_)?(people|persons?|customers?|clients?|users?|members?|employees?|staff|actors?|authors?|contacts?|patients?|students?|teachers?|drivers?|guests?|owners?)';
const TEXT = ['text', 'other'] as const;
const NUMBER = ['integer', 'decimal', 'float', 'double'] as const;
const MONEY = ['decimal', 'float', 'double'] as const;
const DAY = ['date', 'datetime'] as const;

/** Every name that means something, most telling first. `schema import --meanings FILE` puts others in front. */
export const NAME_MEANINGS: readonly NameMeaning[] = [
  { names: '(.*_)?e_?mail(_address)?', types: TEXT, means: 'an e-mail address', column: { kind: 'email' } },
  { names: '(first|given)_?name|fname|forename', types: TEXT, means: 'a given name', column: { kind: 'first_name' } },
  { names: '(last|family)_?name|lname|surname', types: TEXT, means: 'a family name', column: { kind: 'last_name' } },
  {
    names: '(.*_)?(full_?name|(customer|contact|person|author|employee|patient|student)_name)',
    types: TEXT,
    means: 'a person’s name',
    column: { kind: 'full_name' },
  },
  { names: 'name', tables: PEOPLE, types: TEXT, means: 'a person’s name', column: { kind: 'full_name' } },
  {
    names: '(.*_)?user_?name|login',
    types: TEXT,
    means: 'a user name',
    column: { kind: 'template', template: 'user{row}' },
  },
  {
    names: '(.*_)?(password|passwd|pwd|password_hash)',
    types: TEXT,
    means: 'a password’s hash',
    column: { kind: 'string', min_length: 40, max_length: 40, alphabet: '0123456789abcdef' },
  },
  { names: '(.*_)?city|town', types: TEXT, means: 'a city', column: { kind: 'city' } },
  {
    names: '(.*_)?country_?code|country_iso2?',
    types: TEXT,
    means: 'a country’s code',
    column: { kind: 'category', values: ['US', 'DE', 'FR', 'GB', 'IN', 'BR', 'JP', 'CA', 'AU', 'ES'] },
  },
  {
    names: '(.*_)?country',
    beside: '(.*_)?city',
    types: TEXT,
    means: 'the city’s country',
    column: { kind: 'country' },
  },
  {
    names: '(.*_)?country(_name)?',
    types: TEXT,
    means: 'a country',
    column: {
      kind: 'category',
      values: [
        'United States',
        'Germany',
        'France',
        'India',
        'Brazil',
        'Japan',
        'Canada',
        'Australia',
        'Spain',
        'Italy',
      ],
    },
  },
  {
    names: '(.*_)?(state|province|region|district|county)(_code)?',
    types: TEXT,
    means: 'a part of a country',
    column: { kind: 'category', values: ['CA', 'TX', 'FL', 'NY', 'PA', 'IL', 'OH', 'GA', 'NC', 'WA'] },
  },
  {
    names: '(.*_)?(zip|zip_?code|post_?code|postal_?code)',
    types: TEXT,
    means: 'a postal code',
    column: { kind: 'string', pattern: '\\d{5}' },
    longest: 5,
  },
  {
    names: '(.*_)?(phone|mobile|fax|telephone|cell)(_?(number|no|nr))?',
    types: TEXT,
    means: 'a telephone number',
    column: { kind: 'string', pattern: '\\+1-555-\\d{3}-\\d{4}' },
    longest: 15,
  },
  {
    names: '(.*_)?(phone|mobile|fax|telephone|cell)(_?(number|no|nr))?',
    types: TEXT,
    means: 'a telephone number',
    column: { kind: 'string', pattern: '555-\\d{4}' },
    longest: 8,
  },
  {
    names: '(.*_)?(street|address|address_?1|address_line(_?1)?|street_address)',
    types: TEXT,
    means: 'a street and a number',
    column: { kind: 'string', pattern: '[1-9]\\d{0,3} (Oak|Maple|Park|Lake|Hill|Main) (Street|Road|Avenue)' },
    longest: 17,
  },
  {
    names: '(.*_)?(address_?2|address_line_?2|apartment|suite|unit)',
    types: TEXT,
    means: 'a part of an address',
    column: { kind: 'string', pattern: 'Apt \\d{1,3}' },
    longest: 7,
  },
  {
    names: '(.*_)?(url|website|web_site|link|homepage)',
    types: TEXT,
    means: 'an address on the web',
    column: { kind: 'template', template: 'https://example.com/{row}' },
  },
  { names: '(.*_)?(uuid|guid)', types: TEXT, means: 'a UUID', column: { kind: 'uuid' } },
  {
    names: '(.*_)?ip(_address|_addr)?',
    types: TEXT,
    means: 'an IPv4 address',
    column: { kind: 'string', pattern: '10\\.[1-9]\\d\\.[1-9]\\d\\.[1-9]\\d' },
    longest: 11,
  },
  {
    names: '(.*_)?(currency|currency_code)',
    types: TEXT,
    means: 'a currency',
    column: { kind: 'category', values: ['USD', 'EUR', 'GBP', 'JPY', 'CHF'], weights: [50, 30, 10, 5, 5] },
  },
  {
    names: '(.*_)?(language_code|lang|locale)',
    types: TEXT,
    means: 'a language',
    column: { kind: 'category', values: ['en', 'de', 'fr', 'es', 'it'] },
  },
  {
    names: '(.*_)?(status|state)',
    types: TEXT,
    means: 'a status',
    column: { kind: 'category', values: ['active', 'inactive', 'pending'], weights: [70, 20, 10] },
  },
  {
    names: '(.*_)?(gender|sex)',
    types: TEXT,
    means: 'a gender',
    column: { kind: 'category', values: ['female', 'male', 'other'], weights: [49, 49, 2] },
  },
  {
    names: '(.*_)?(gender|sex)',
    types: TEXT,
    means: 'a gender',
    column: { kind: 'category', values: ['F', 'M', 'X'], weights: [49, 49, 2] },
  },
  {
    names: '(.*_)?colou?r',
    types: TEXT,
    means: 'a colour',
    column: { kind: 'category', values: ['black', 'white', 'red', 'green', 'blue', 'yellow'] },
  },
  {
    names: '(.*_)?(sku|product_code|item_code|article_number)',
    types: TEXT,
    means: 'an article’s code',
    column: { kind: 'string', pattern: '[A-Z]{3}-\\d{5}' },
    longest: 9,
  },
  {
    names: '(.*_)?(job|job_?title|position)',
    types: TEXT,
    means: 'a profession',
    column: { kind: 'category', values: ['Engineer', 'Manager', 'Analyst', 'Assistant', 'Director', 'Clerk'] },
  },
  {
    names: 'title',
    tables: PEOPLE,
    types: TEXT,
    means: 'a profession',
    column: { kind: 'category', values: ['Engineer', 'Manager', 'Analyst', 'Assistant', 'Director', 'Clerk'] },
  },
  {
    names: '(.*_)?(company|company_name|organi[sz]ation|employer|vendor|supplier)',
    types: TEXT,
    means: 'a company',
    column: { kind: 'template', template: 'Company {row}' },
  },
  {
    names: 'name|title|label|.*_(name|title)',
    types: TEXT,
    means: 'what the row is called',
    column: { kind: 'template', template: '%table% {row}' },
  },
  {
    names: '(.*_)?(description|comments?|notes?|remarks?|message|body|text|summary|bio)',
    types: TEXT,
    means: 'free text',
    column: { kind: 'string', pattern: '[A-Z][a-z]{1,8}( [a-z]{2,9}){3,7}' },
    longest: 79,
  },
  { names: '(.*_)?(latitude|lat)', types: MONEY, means: 'a latitude', column: { min: -90, max: 90, decimals: 6 } },
  {
    names: '(.*_)?(longitude|lng|lon)',
    types: MONEY,
    means: 'a longitude',
    column: { min: -180, max: 180, decimals: 6 },
  },
  {
    names: '(.*_)?(price|amount|total|sub_?total|cost|fee|charge|balance|tax|payment|rate|value)',
    types: MONEY,
    means: 'an amount of money',
    column: { min: 0, max: 500, decimals: 2 },
  },
  {
    names: '(.*_)?(salary|income|wage)',
    types: NUMBER,
    means: 'an income',
    column: { min: 20_000, max: 150_000, decimals: 2 },
  },
  { names: '(.*_)?(quantity|qty)', types: NUMBER, means: 'a quantity', column: { min: 1, max: 10, decimals: 0 } },
  { names: '(.*_)?age', types: NUMBER, means: 'an age', column: { min: 18, max: 90, decimals: 0 } },
  { names: '(.*_)?year', types: NUMBER, means: 'a year', column: { min: 1990, max: 2024, decimals: 0 } },
  { names: '(.*_)?month', types: ['integer'], means: 'a month', column: { min: 1, max: 12 } },
  {
    names: '(.*_)?(percent|percentage|pct|discount)',
    types: NUMBER,
    means: 'a percentage',
    column: { min: 0, max: 100, decimals: 2 },
  },
  { names: '(.*_)?(rating|stars)', types: NUMBER, means: 'a rating', column: { min: 1, max: 5, decimals: 0 } },
  {
    names: '(is|has|can)_.*|(.*_)?(active|enabled|deleted|flag)',
    types: ['integer'],
    means: 'yes or no',
    column: { min: 0, max: 1 },
  },
  { names: '(.*_)?(deleted|disabled|archived|banned)', types: ['boolean'], means: 'rarely true', column: { p: 0.05 } },
  { names: '(.*_)?(active|enabled|activebool|verified)', types: ['boolean'], means: 'mostly true', column: { p: 0.9 } },
  {
    names: '(.*_)?(birth_?date|birth_?day|date_of_birth|dob|born)',
    types: DAY,
    means: 'a date of birth',
    column: { min: '1950-01-01', max: '2005-12-31' },
  },
  {
    names: '(.*_)?(updated?|modified|changed|last_update)(_?(at|on|date|time))?',
    types: DAY,
    means: 'the last change',
    column: { min: '2024-01-01', max: '2024-12-31' },
  },
  {
    names: '(.*_)?(created?|inserted|registered|signed_up|joined)(_?(at|on|date|time))?',
    types: DAY,
    means: 'the time of creation',
    column: { min: '2020-01-01', max: '2023-12-31' },
  },
  {
    names: '(.*_)?(hired?|hire|start(ed)?)(_?(at|on|date))?',
    types: DAY,
    means: 'a beginning',
    column: { min: '2015-01-01', max: '2023-12-31' },
  },
  {
    names: '(.*_)?(expir(y|es|ed|ation)|due|valid_until|end(s|ed)?)(_?(at|on|date))?',
    types: DAY,
    means: 'an end',
    column: { min: '2025-01-01', max: '2026-12-31' },
  },
];

/** A name as the rules read it: `CustomerID` and `customer-id` are `customer_id`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** Every rule that believes it knows the column, best first. */
export function findMeanings(
  names: {
    readonly table: string;
    readonly column: string;
    readonly type: SourceType['name'];
    /** All columns of the table. */
    readonly columns: readonly string[];
  },
  rules: readonly NameMeaning[],
): NameMeaning[] {
  const [table, column] = [snakeCase(names.table), snakeCase(names.column)];
  return rules.filter(
    (rule) =>
      rule.types.includes(names.type) &&
      matches(rule.names, column) &&
      (rule.tables === undefined || matches(rule.tables, table)) &&
      (rule.beside === undefined || names.columns.some((name) => matches(rule.beside!, snakeCase(name)))),
  );
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test(name);
}
