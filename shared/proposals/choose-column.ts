import type { NameMeaning } from '../contracts/name-meaning.ts';
import { type ColumnLimits, NO_LIMITS } from './check-limits.ts';
import { expressionText } from './expression-text.ts';
import { longestValue } from './longest-value.ts';
import { findMeanings } from './name-meanings.ts';
import { floorSteps } from './number-range.ts';
import type { SourceColumn, SourceTable, SourceType } from './source-schema.ts';
import { columnOfType, type Members } from './type-columns.ts';

/** Nulls of a column that may be null, where nothing tells how many there are. */
export const NULL_RATE = 0.1;

export interface ColumnPlace {
  readonly table: SourceTable;
  readonly rows: number;
  readonly limits: ColumnLimits;
  /** No value twice. */
  readonly isUnique: boolean;
  readonly isPrimaryKey: boolean;
  readonly meanings: readonly NameMeaning[];
}

export interface ChosenColumn {
  readonly members: Members;
  readonly notes: readonly string[];
}

/** The column of a specification that stands for a source's column: kind, bounds, nulls, and why. */
export function chooseColumn(column: SourceColumn, place: ColumnPlace): ChosenColumn {
  if (column.spec !== undefined) return { members: column.spec, notes: [] };
  const { members, why, notes } = chooseValues(column, place);
  const isNullable = column.isNullable && !place.isPrimaryKey && place.limits.isNotNull !== true;
  const nullRate = members['kind'] === 'sequence' || members['kind'] === 'derived' ? 0 : (column.nullRate ?? NULL_RATE);
  return {
    members: {
      ...members,
      ...(isNullable && nullRate > 0 && { null_rate: nullRate }),
      description: describe(column, why, place),
    },
    notes,
  };
}

interface ChosenValues extends ChosenColumn {
  /** Why these values, for people. */
  readonly why?: string;
}

function chooseValues(column: SourceColumn, place: ColumnPlace): ChosenValues {
  if (column.generated !== undefined) return derive(column, place);
  const isKeyNumber = place.isPrimaryKey && place.isUnique && column.type.name === 'integer';
  if (column.isNumbered || isKeyNumber)
    return { members: { kind: 'sequence', start: 1 }, notes: [], why: 'numbered from 1' };
  const meant = findMeaning(column, place);
  if (meant !== undefined) return meant;
  return withUnique(columnOfType(column.type, place.limits), place);
}

/** A generated column is a formula of ours where it can be said. */
function derive(column: SourceColumn, place: ColumnPlace): ChosenValues {
  const formula = expressionText(column.generated!, place.table.columns);
  if ('text' in formula) {
    const members = { kind: 'derived', expression: formula.text, ...derivedType(column.type) };
    return { members, notes: [], why: 'computed by the database' };
  }
  const typed = columnOfType(column.type, NO_LIMITS);
  return { ...typed, notes: [...typed.notes, `is computed by a formula that cannot be said: ${formula.reason}`] };
}

/** The type that the formula's value is stored as, where a formula can be of it. */
function derivedType(type: SourceType): Members {
  switch (type.name) {
    case 'integer':
      return { type: type.max >= 2n ** 31n ? 'long' : 'integer' };
    case 'decimal':
      return { type: `decimal(${Math.min(type.precision ?? 18, 18)},${Math.min(type.scale ?? 2, 18)})` };
    case 'text':
      return { type: 'string' };
    case 'float':
    case 'double':
    case 'boolean':
    case 'date':
    case 'time':
    case 'datetime':
      return { type: type.name };
    default:
      return {};
  }
}

function findMeaning(column: SourceColumn, place: ColumnPlace): ChosenValues | undefined {
  const { type } = column;
  if (place.limits.values !== undefined || (type.name === 'text' && type.pattern !== undefined)) return undefined;
  if (type.name === 'other' && type.nearest !== undefined) return undefined;
  if (column.isMeasured && type.name !== 'text') return undefined;
  const names = {
    table: place.table.name,
    column: column.alias ?? column.name,
    type: type.name,
    columns: place.table.columns.map(({ name }) => name),
  };
  for (const rule of findMeanings(names, place.meanings)) {
    const typed = applyMeaning(rule, column, place);
    if (typed === undefined || (place.isUnique && !canBeUnique(typed.members))) continue;
    return { ...withUnique(typed, place), why: `the name means ${rule.means}` };
  }
  return undefined;
}

/** The rule's column, or undefined where its values would not fit. */
function applyMeaning(rule: NameMeaning, column: SourceColumn, place: ColumnPlace): ChosenColumn | undefined {
  const { type, isMeasured } = column;
  const limits = place.limits;
  if (type.name !== 'text' && type.name !== 'other') return columnOfType(type, limits, rule.column);
  const members = withTableName(rule.column, place.table.name);
  const longest = rule.longest ?? longestValue(members, place.rows);
  const room = Math.min(
    (type.name === 'text' && !isMeasured ? type.maxLength : undefined) ?? Number.POSITIVE_INFINITY,
    limits.maxLength ?? Number.POSITIVE_INFINITY,
  );
  const hasOtherChecks = limits.minLength !== undefined || limits.lows.length > 0 || limits.highs.length > 0;
  if (hasOtherChecks || (longest ?? Number.POSITIVE_INFINITY) > room) return undefined;
  return { members, notes: [] };
}

function withTableName(members: Members, table: string): Members {
  const { template } = members;
  if (typeof template !== 'string') return members;
  const words = table.replace(/[_\s]+/g, ' ').replace(/[{}]/g, '');
  return { ...members, template: template.replace('%table%', words.charAt(0).toUpperCase() + words.slice(1)) };
}

const UNIQUE_BY_ITSELF = new Set(['email', 'uuid', 'sequence']);
const CAN_BE_UNIQUE = new Set([
  'integer',
  'long',
  'decimal',
  'date',
  'time',
  'datetime',
  'string',
  'category',
  'binary',
]);

function isUniqueByItself(members: Members): boolean {
  if (UNIQUE_BY_ITSELF.has(String(members['kind']))) return true;
  return members['kind'] === 'template' && /\{row/.test(String(members['template']));
}

function canBeUnique(members: Members): boolean {
  return isUniqueByItself(members) || members['kind'] === 'string';
}

function withUnique(typed: ChosenColumn, { isUnique, rows }: ColumnPlace): ChosenColumn {
  if (!isUnique || isUniqueByItself(typed.members)) return typed;
  const { members } = typed;
  const domain = domainOf(members);
  if (CAN_BE_UNIQUE.has(String(members['kind'])) && (domain === undefined || domain >= rows))
    return { ...typed, members: { ...members, unique: true } };
  const size = domain === undefined ? `the kind ${members['kind']}` : `${domain} possible values`;
  return {
    ...typed,
    notes: [...typed.notes, `is unique in the source, but ${size} cannot be unique over ${rows} rows`],
  };
}

/** How many values there are, where that is quickly told. */
function domainOf(members: Members): bigint | undefined {
  const { kind, min, max, scale = 0 } = members;
  if (kind === 'category') return BigInt((members['values'] as unknown[]).length);
  if (kind === 'string' && typeof members['max_length'] === 'number' && members['alphabet'] === undefined)
    return 36n ** BigInt(members['max_length']);
  if (kind !== 'integer' && kind !== 'long' && kind !== 'decimal') return undefined;
  const [low, high] = [floorSteps(String(min), Number(scale)), floorSteps(String(max), Number(scale))];
  return low && high && high.steps - low.steps + 1n;
}

function describe(column: SourceColumn, why: string | undefined, { table }: ColumnPlace): string {
  const comment = column.comment === undefined ? [] : [column.comment];
  const reason = `${column.typeText}${why === undefined ? '' : `: ${why}`}`;
  const fallback = column.default === undefined ? undefined : expressionText(column.default, table.columns);
  const defaults =
    fallback === undefined ? [] : ['text' in fallback ? `default ${fallback.text}` : 'with a default of its own'];
  return [...comment, reason, ...defaults].join('; ');
}
