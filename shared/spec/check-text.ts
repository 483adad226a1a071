import type { SpecOf } from '../contracts/column-spec.ts';
import { LIMITS } from '../contracts/limits.ts';
import { parseTemplate } from '../contracts/template-text.ts';
import { stringMembers } from '../patterns/string-node.ts';
import type { ColumnFault } from './check-column.ts';
import { emptyRange } from './check-numbers.ts';
import { checkPattern } from './check-pattern.ts';
import { weightFaults } from './check-weights.ts';

export function checkCategory(column: SpecOf<'category'>): ColumnFault[] {
  const faults = unicodeFaults(column.values.map((value, index) => [`values[${index}]`, value]));
  const duplicate = firstDuplicate(column.values);
  if (duplicate !== undefined)
    faults.push({
      member: `values[${duplicate}]`,
      code: 'DUPLICATE_VALUE',
      message: 'the value is in the list already',
      value: column.values[duplicate],
      remedy: 'use weights to make a value more frequent',
    });
  return [...faults, ...weightFaults(column.weights, column.values.length, 'weights')];
}

export function checkString(column: SpecOf<'string'>): ColumnFault[] {
  if (column.pattern !== undefined) {
    const faults = unicodeFaults([['pattern', column.pattern]]);
    return faults.length > 0 ? faults : checkPattern(column, column.pattern);
  }
  const { alphabet, min_length, max_length } = stringMembers(column);
  const faults = unicodeFaults([['alphabet', alphabet]]);
  const duplicate = firstDuplicate([...alphabet]);
  if (duplicate !== undefined)
    faults.push({
      member: 'alphabet',
      code: 'DUPLICATE_VALUE',
      message: `character ${duplicate + 1} of the alphabet is in it already`,
      remedy: 'name every character once',
    });
  if (min_length > max_length) faults.push({ ...emptyRange(min_length, max_length), member: 'max_length' });
  return faults;
}

export function checkBinary({ min_length, max_length }: SpecOf<'binary'>): ColumnFault[] {
  return min_length > max_length ? [{ ...emptyRange(min_length, max_length), member: 'max_length' }] : [];
}

export function checkConstant(column: SpecOf<'constant'>): ColumnFault[] {
  return typeof column.value === 'string' ? textFaults('value', column.value) : [];
}

export function checkTemplate(column: SpecOf<'template'>): ColumnFault[] {
  const faults = textFaults('template', column.template);
  const parsed = parseTemplate(column.template);
  if (!Array.isArray(parsed))
    faults.push({
      member: 'template',
      code: 'BAD_TEMPLATE',
      message: `at ${JSON.stringify(parsed.at)}: ${parsed.message}`,
      value: column.template,
      remedy: 'write it like user{row}@example.com',
    });
  return faults;
}

/** Text that must be Unicode and fit the limit of literals. */
function textFaults(member: string, text: string): ColumnFault[] {
  const faults = unicodeFaults([[member, text]]);
  const bytes = utf8Length(text);
  if (bytes > LIMITS.templateBytes) {
    const message = `has ${bytes} bytes of UTF-8, the limit is ${LIMITS.templateBytes}`;
    faults.push({ member, code: 'OUT_OF_RANGE', message, bound: LIMITS.templateBytes });
  }
  return faults;
}

/** Lone surrogates have no UTF-8 form. */
function unicodeFaults(texts: readonly (readonly [member: string, text: string])[]): ColumnFault[] {
  return texts
    .filter(([, text]) => !text.isWellFormed())
    .map(([member]) => ({ member, code: 'BAD_FORMAT', message: 'is not valid Unicode (a lone surrogate)' }));
}

function firstDuplicate(values: readonly string[]): number | undefined {
  const seen = new Set<string>();
  for (const [index, value] of values.entries()) {
    if (seen.has(value)) return index;
    seen.add(value);
  }
  return undefined;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
