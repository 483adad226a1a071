import type { ColumnKind, ColumnSpec, JsonValueNode } from '../contracts/column-spec.ts';
import { listJsonLeaves } from '../contracts/json-node.ts';
import { LIMITS } from '../contracts/limits.ts';
import { parseTemplate, readsColumns } from '../contracts/template-text.ts';
import type { IssueList } from './issue-list.ts';

/** Kinds whose values need nothing but a row number. */
const IS_LEAF: { readonly [Kind in ColumnKind]: boolean } = {
  integer: true,
  long: true,
  float: true,
  double: true,
  decimal: true,
  boolean: true,
  binary: true,
  category: true,
  date: true,
  time: true,
  datetime: true,
  string: true,
  template: true,
  uuid: true,
  hash: true,
  sequence: true,
  constant: true,
  foreign_key: false,
  derived: false,
  ordinal: false,
  group: false,
  running: false,
  lag: false,
  sorted: false,
  markov: false,
  event_time: false,
  share_of: false,
  first_name: true,
  last_name: true,
  full_name: true,
  email: true,
  country: true,
  city: true,
  json: false,
};
/** The row numbers of elements must stay exact, and a row must fit in memory. */
export function checkJsonSize(
  root: JsonValueNode,
  at: { readonly path: string; readonly numRecords: number },
  issues: IssueList,
): void {
  const leaves = listJsonLeaves(root);
  const values = leaves.reduce((sum, { places }) => sum + places, 0);
  if (values > LIMITS.jsonValuesPerRow) {
    const message = `a row can hold ${values} values, the limit is ${LIMITS.jsonValuesPerRow}`;
    issues.add(at.path, { code: 'OUT_OF_RANGE', message, bound: LIMITS.jsonValuesPerRow, remedy: SHORTER });
  }
  const places = leaves.reduce((most, leaf) => Math.max(most, leaf.places), 0);
  if (places * at.numRecords > Number.MAX_SAFE_INTEGER) {
    const message = `${at.numRecords} rows of up to ${places} elements need row numbers beyond 2^53`;
    issues.add(at.path, { code: 'OUT_OF_RANGE', message, bound: 2 ** 53, remedy: SHORTER });
  }
}

const SHORTER = 'use fewer members or shorter lists';

/** What a column may be but a leaf may not. Numbers of JSON text are exact to 2^53 only (RFC 8259, section 6). */
export function leafFault(column: ColumnSpec, rows: number): { message: string; remedy: string } | undefined {
  if (!IS_LEAF[column.kind])
    return { message: `kind ${column.kind} cannot stand inside a json value`, remedy: leafRemedy(column.kind) };
  if (column.kind === 'template' && readsOthers(column.template))
    return { message: 'a template inside a json value cannot read columns', remedy: 'use {row} and plain text' };
  if (column.hidden !== undefined || column.null_when !== undefined)
    return { message: 'hidden and null_when are for columns', remedy: 'give them to the json column' };
  if (column.kind === 'long' && ![column.min, column.max].every((bound) => Number.isSafeInteger(Number(bound))))
    return {
      message: 'numbers beyond 2^53 are not exact in JSON',
      remedy: 'use narrower bounds, a decimal or a string',
    };
  if (
    column.kind === 'sequence' &&
    !Number.isSafeInteger(Number(column.start) + Number(column.step) * Math.max(rows - 1, 0))
  )
    return { message: 'the sequence leaves ±2^53, where JSON is not exact', remedy: 'use a smaller start or step' };
  return undefined;
}

function readsOthers(template: string): boolean {
  const pieces = parseTemplate(template);
  return Array.isArray(pieces) && readsColumns(pieces);
}

function leafRemedy(kind: ColumnKind): string {
  return kind === 'json' ? 'write the object or list itself' : 'use a kind that needs no other column';
}
