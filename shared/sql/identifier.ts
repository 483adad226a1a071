import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { SqlDialect } from '../contracts/spec-document.ts';

/**
 * How names are written and how long they may be. PostgreSQL counts bytes and cuts what is longer without a fault, MySQL
 * counts characters and refuses, SQLite has no limit.
 *
 * Source: PostgreSQL manual 4.1.1, MySQL reference manual 9.2 and 9.2.1, SQLite "Quirks" and lang_keywords.
 */
const NAMES: Readonly<Record<SqlDialect, { readonly quote: string; readonly measure: Measure; readonly max: number }>> =
  {
    postgresql: { quote: '"', measure: (text) => utf8ToBytes(text).length, max: 63 },
    mysql: { quote: '`', measure: (text) => text.length, max: 64 },
    sqlite: { quote: '"', measure: () => 0, max: 0 },
  };

type Measure = (text: string) => number;

/** Hex digits of the hash that tells shortened names apart. */
const HASH_DIGITS = 8;
/** Characters beyond U+FFFF, which MySQL does not allow in names, and spaces at their end, which it drops. */
const NOT_FOR_MYSQL = /[\u{10000}-\u{10ffff}]| +$/gu;

/** A name between the dialect's quotes, shortened as `sqlName` says. Every name that a specification can hold is one of SQL's. */
export function quoteIdentifier(name: string, dialect: SqlDialect): string {
  const { quote } = NAMES[dialect];
  return `${quote}${sqlName(name, dialect).replaceAll(quote, quote + quote)}${quote}`;
}

/** Names between quotes, joined by commas. */
export function quoteIdentifiers(names: readonly string[], dialect: SqlDialect): string {
  return names.map((name) => quoteIdentifier(name, dialect)).join(', ');
}

/**
 * What a table, column or constraint is called in a dialect: the name itself where the dialect can have it; else as
 * much of its beginning as fits, `~` and eight digits of its SHA-256, so that two long names never become one.
 */
export function sqlName(name: string, dialect: SqlDialect): string {
  const { measure, max } = NAMES[dialect];
  const allowed = dialect === 'mysql' ? name.replace(NOT_FOR_MYSQL, '_') : name;
  if (allowed === name && measure(name) <= max) return name;
  if (dialect === 'sqlite') return name;
  const ending = `~${bytesToHex(sha256(utf8ToBytes(name))).slice(0, HASH_DIGITS)}`;
  let kept = '';
  for (const character of allowed) {
    if (measure(kept + character + ending) > max) break;
    kept += character;
  }
  return kept + ending;
}

/** Whether a dialect takes two names for one, as MySQL and SQLite do with column names that differ in case only. */
export function isSameName(a: string, b: string, dialect: SqlDialect): boolean {
  const fold = (name: string) => (dialect === 'postgresql' ? name : asciiLower(sqlName(name, dialect)));
  return fold(a) === fold(b);
}

/** A to Z alone: the host's tables of letters decide nothing. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}
