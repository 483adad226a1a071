import type { FaultAt } from './expression-fault.ts';
import { isKeyword } from './keywords.ts';

const SHOWN_LENGTH_MAX = 32;

/** What other languages write where this one writes something else. */
const REMEDIES: Readonly<Record<string, string>> = {
  '==': 'write = to compare',
  '===': 'write = to compare',
  '!': 'write not, or <> to compare',
  '&&': 'write and',
  '&': 'write and, or || to join text',
  '|': 'write or, or || to join text',
  '?': 'write if(condition, a, b)',
  '^': 'write power(x, y)',
  '**': 'write power(x, y)',
  '[': 'write a column name in double quotes',
  '`': 'write a column name in double quotes',
  '"': 'close the name with a double quote',
  "'": 'close the text with a single quote; a quote inside is written twice',
  ';': 'write one expression, without a semicolon',
  ')': 'there is no opening parenthesis for it, or something is missing before it',
  '{': 'write the expression without braces',
};

/** The fault of a text that the grammar does not know, which first fails at `offset`. */
export function describeSyntaxFault(source: string, offset: number): FaultAt {
  const start = signStart(source, offset + /^\s*/.exec(source.slice(offset))![0].length);
  const found = tokenAt(source, start);
  if (found === '') return endsTooEarly(source);
  const span = { start, end: start + found.length };
  const shown = JSON.stringify(found.slice(0, SHOWN_LENGTH_MAX));
  return { code: 'SYNTAX', span, message: `the expression cannot be read from ${shown} on`, remedy: remedyFor(found) };
}

/** Back to the first of a run of signs: what the grammar reads as two, like ==, is shown as it was meant. */
function signStart(source: string, offset: number): number {
  const run = /[=&|*!<>]+$/.exec(source.slice(0, offset));
  return run !== null && /^[=&|*!<>]/.test(source.slice(offset)) ? run.index : offset;
}

/** The word, number or run of signs at `start`. */
function tokenAt(source: string, start: number): string {
  return /^(?:[\w$\u0080-\uffff]+|[=&|*!<>]+|[\s\S])/.exec(source.slice(start))?.[0] ?? '';
}

function remedyFor(found: string): string {
  if (Object.hasOwn(REMEDIES, found)) return REMEDIES[found]!;
  if (isKeyword(found)) return `"${found}" has a meaning of its own: write it in double quotes if a column is meant`;
  return 'an operator such as +, =, and is missing before it, or it does not belong here';
}

function endsTooEarly(source: string): FaultAt {
  const span = { start: source.length, end: source.length };
  if (source.trim() === '')
    return { code: 'SYNTAX', span, message: 'the expression is empty', remedy: 'write for example qty * price' };
  const open = source.replaceAll(/'[^']*'|"[^"]*"/g, '').split('(').length - source.split(')').length;
  const remedy = open > 0 ? 'close the parentheses' : 'complete it: an operand, or the end of a case, is missing';
  return { code: 'SYNTAX', span, message: 'the expression ends too early', remedy };
}
