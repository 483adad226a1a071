import { LIMITS } from '../contracts/limits.ts';
import type { FunctionForm } from './function-table.ts';
import { toInitialCapitals, toLower, toUpper } from './letter-case.ts';
import type { ScalarFunction, ValueType } from './operation.ts';

/** Text: characters are code points, counted from 1. What would be longer than any column's text is null. */
export const TEXT_FUNCTIONS: Readonly<Record<string, readonly FunctionForm[]>> = {
  lower: [text(['text'], toLower)],
  upper: [text(['text'], toUpper)],
  initcap: [text(['text'], toInitialCapitals)],
  length: [form(['text'], 'number', (value: string) => lengthOf(value))],
  substring: [
    text(['text', 'number'], (value: string, from: number) => slice(value, Math.trunc(from) - 1, Infinity)),
    text(['text', 'number', 'number'], substring),
  ],
  left: [text(['text', 'number'], left)],
  right: [text(['text', 'number'], right)],
  trim: [text(['text'], (value: string) => trimEnd(trimStart(value)))],
  ltrim: [text(['text'], trimStart)],
  rtrim: [text(['text'], trimEnd)],
  replace: [text(['text', 'text', 'text'], replace)],
  repeat: [text(['text', 'number'], repeat)],
  lpad: [
    text(['text', 'number'], (value: string, size: number) => pad(value, { size, fill: ' ', isLeft: true })),
    text(['text', 'number', 'text'], (value: string, size: number, fill: string) =>
      pad(value, { size, fill, isLeft: true }),
    ),
  ],
  rpad: [
    text(['text', 'number'], (value: string, size: number) => pad(value, { size, fill: ' ', isLeft: false })),
    text(['text', 'number', 'text'], (value: string, size: number, fill: string) =>
      pad(value, { size, fill, isLeft: false }),
    ),
  ],
  starts_with: [test((value, part) => value.startsWith(part))],
  ends_with: [test((value, part) => value.endsWith(part))],
  contains: [test((value, part) => value.includes(part))],
  /** Place of the first occurrence, from 1; 0 when there is none. */
  position: [form(['text', 'text'], 'number', (value: string, part: string) => positionOf(value, part))],
};

function form(parameters: readonly ValueType[], type: ValueType, apply: ScalarFunction): FunctionForm {
  return { parameters, type, apply };
}

function text(parameters: readonly ValueType[], apply: ScalarFunction): FunctionForm {
  return form(parameters, 'text', apply);
}

function test(apply: (value: string, part: string) => boolean): FunctionForm {
  return form(['text', 'text'], 'boolean', apply);
}

const SURROGATE = /[\ud800-\udfff]/;

/** One text after the other. */
export function joinPair(first: string, second: string): string | null {
  return first.length + second.length > LIMITS.stringLength ? null : first + second;
}

/** The texts one after the other; nulls are left out. */
export function joinTexts(...texts: readonly (string | null)[]): string | null {
  const joined = texts.join('');
  return joined.length > LIMITS.stringLength ? null : joined;
}

/** In characters. */
function lengthOf(value: string): number {
  return SURROGATE.test(value) ? Array.from(value).length : value.length;
}

/** Characters [start, end), cut to what there is. */
function slice(value: string, start: number, end: number): string {
  const [low, high] = [Math.max(0, start), Math.max(0, end)];
  if (low >= high) return '';
  return SURROGATE.test(value) ? Array.from(value).slice(low, high).join('') : value.slice(low, high);
}

/** As in SQL: `from` may lie before the text, and `count` is counted from there. Null for a count below 0. */
function substring(value: string, from: number, count: number): string | null {
  const start = Math.trunc(from) - 1;
  return count < 0 ? null : slice(value, start, start + Math.trunc(count));
}

/** The first `count` characters; below 0 all but the last ones. */
function left(value: string, count: number): string {
  const size = Math.trunc(count);
  return slice(value, 0, size < 0 ? lengthOf(value) + size : size);
}

/** The last `count` characters; below 0 all but the first ones. */
function right(value: string, count: number): string {
  const size = Math.trunc(count);
  return slice(value, size < 0 ? -size : lengthOf(value) - size, Infinity);
}

/** Spaces only. */
function trimStart(value: string): string {
  let start = 0;
  while (value[start] === ' ') start++;
  return value.slice(start);
}

function trimEnd(value: string): string {
  let end = value.length;
  while (value[end - 1] === ' ') end--;
  return value.slice(0, end);
}

function replace(value: string, part: string, replacement: string): string | null {
  if (part === '') return value;
  const pieces = value.split(part);
  const size = value.length + (pieces.length - 1) * (replacement.length - part.length);
  return size > LIMITS.stringLength ? null : pieces.join(replacement);
}

function repeat(value: string, count: number): string | null {
  const times = Math.max(0, Math.trunc(count));
  return value.length * times > LIMITS.stringLength ? null : value.repeat(times);
}

interface Padding {
  readonly size: number;
  readonly fill: string;
  readonly isLeft: boolean;
}

/** To exactly `size` characters: filled on one side, or cut on the right. */
function pad(value: string, { size, fill, isLeft }: Padding): string | null {
  const wanted = Math.max(0, Math.trunc(size));
  if (wanted > LIMITS.stringLength) return null;
  const missing = wanted - lengthOf(value);
  if (missing <= 0) return slice(value, 0, wanted);
  const characters = Array.from(fill);
  if (characters.length === 0) return value;
  const filler = Array.from({ length: missing }, (_, at) => characters[at % characters.length]).join('');
  return isLeft ? filler + value : value + filler;
}

function positionOf(value: string, part: string): number {
  const at = value.indexOf(part);
  return at === -1 ? 0 : lengthOf(value.slice(0, at)) + 1;
}
