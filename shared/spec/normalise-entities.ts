import { EntitySpec } from '../contracts/column-spec.ts';
import { suggestName } from '../errors/closest-name.ts';
import { LOCALES } from '../lexicon/locales.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping, namedEntries, readName, refuseDuplicateNames, refuseUnknownKeys } from './mapping.ts';
import { memberPath } from './shape-issues.ts';

/** The entities of a table. `all` grows by the implied one when a column asks for it. */
export interface Entities {
  readonly all: EntitySpec[];
}

/** The person that columns of a table without declared entities describe. */
const IMPLIED_NAME = 'person';
const LOCALE_DEFAULT = 'en_US';
const ENTITY_KEYS = ['kind', 'locale', 'locales'];

/** A mapping name -> {kind, locale | locales}, or a list of the same with names. */
export function normaliseEntities(entities: unknown, path: string, issues: IssueList): Entities {
  if (entities === undefined || entities === null) return { all: [] };
  const entries = Array.isArray(entities)
    ? Array.from(entities, (value, index) => listed(value, memberPath(path, index), issues))
    : isMapping(entities)
      ? namedEntries(entities, path, issues)
      : undefined;
  if (entries === undefined)
    issues.add(path, { code: 'WRONG_TYPE', message: 'must be a mapping from names to entities' });
  refuseDuplicateNames(entries ?? [], issues);
  return { all: (entries ?? []).map((entry) => normaliseEntity(entry, issues)) };
}

function listed(value: unknown, path: string, issues: IssueList) {
  if (!isMapping(value)) return { name: 'unnamed', path, value };
  const { name, ...entity } = value;
  return { name: readName(name, memberPath(path, 'name'), issues), path, value: entity };
}

function normaliseEntity(entry: { name: string; path: string; value: unknown }, issues: IssueList): EntitySpec {
  const fallback: EntitySpec = { name: entry.name, kind: 'person', locales: [LOCALE_DEFAULT] };
  if (!isMapping(entry.value)) {
    issues.add(entry.path, { code: 'WRONG_TYPE', message: 'must be a mapping with kind', value: entry.value });
    return fallback;
  }
  const { kind, locale, locales } = entry.value;
  refuseUnknownKeys(entry.value, ENTITY_KEYS, entry.path, issues);
  if (kind !== 'person') {
    const code = kind === undefined ? 'MISSING' : 'NOT_ONE_OF';
    issues.add(memberPath(entry.path, 'kind'), { code, message: 'must be person', value: kind, bound: ['person'] });
  }
  if (locale !== undefined && locales !== undefined)
    issues.add(memberPath(entry.path, 'locale'), { code: 'CONFLICT', message: 'give locale or locales, not both' });
  const path = memberPath(entry.path, locales === undefined ? 'locale' : 'locales');
  return {
    ...fallback,
    locales: readLocales(locales ?? (locale === undefined ? [LOCALE_DEFAULT] : [locale]), path, issues),
  };
}

function readLocales(value: unknown, path: string, issues: IssueList): string[] {
  const parsed = EntitySpec.shape.locales.safeParse(value);
  if (!parsed.success) {
    issues.add(path, { code: 'WRONG_TYPE', message: 'must be a locale such as en_US, or a list of them', value });
    return [LOCALE_DEFAULT];
  }
  for (const locale of parsed.data)
    if (!(LOCALES as readonly string[]).includes(locale)) {
      const message = `there are no word lists for the locale "${locale.slice(0, 32)}"`;
      issues.add(path, {
        code: 'UNKNOWN_LOCALE',
        message,
        value: locale,
        bound: LOCALES,
        remedy: suggestName(locale, LOCALES),
      });
    }
  if (new Set(parsed.data).size < parsed.data.length)
    issues.add(path, { code: 'DUPLICATE_VALUE', message: 'a locale is named twice', remedy: 'name every locale once' });
  return parsed.data;
}

/**
 * The entity that a person column belongs to: the named one, the only one, or the implied one. An issue at `path`
 * and `undefined` when there is no such entity or several could be meant.
 */
export function resolveEntity(name: unknown, entities: Entities, path: string, issues: IssueList): string | undefined {
  const names = entities.all.map((entity) => entity.name);
  if (name === undefined && names.length > 1) {
    const message = `the table has ${names.length} entities`;
    issues.add(path, { code: 'AMBIGUOUS_ENTITY', message, bound: names, remedy: `name one of ${names.join(', ')}` });
    return undefined;
  }
  const wanted = name ?? names[0] ?? IMPLIED_NAME;
  if (names.length === 0 && wanted === IMPLIED_NAME)
    entities.all.push({ name: IMPLIED_NAME, kind: 'person', locales: [LOCALE_DEFAULT] });
  else if (!names.includes(wanted as string)) {
    const message = `the table has no entity ${JSON.stringify(wanted)?.slice(0, 64)}`;
    const remedy = names.length === 0 ? 'declare it under entities' : suggestName(String(wanted), names);
    issues.add(path, { code: 'UNKNOWN_ENTITY', message, value: name, bound: names, remedy });
    return undefined;
  }
  return wanted as string;
}
