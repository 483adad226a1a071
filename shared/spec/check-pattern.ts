import { type SpecOf, STRING_DEFAULTS } from '../contracts/column-spec.ts';
import { findAmbiguity } from '../patterns/pattern-ambiguity.ts';
import { parsePattern } from '../patterns/pattern-text.ts';
import type { ColumnFault } from './check-column.ts';

/** The pattern of a string column: well-formed text that can be parsed, and alone. */
export function checkPattern(column: SpecOf<'string'>, pattern: string): ColumnFault[] {
  const members = Object.keys(STRING_DEFAULTS) as (keyof typeof STRING_DEFAULTS)[];
  const faults: ColumnFault[] = members
    .filter((member) => column[member] !== undefined)
    .map((member) => ({
      member,
      code: 'CONFLICT',
      message: 'the pattern decides lengths and characters',
      remedy: `leave out ${member} or pattern`,
    }));
  const parsed = parsePattern(pattern);
  if ('message' in parsed)
    return [...faults, patternFault('BAD_PATTERN', `at character ${parsed.position}: ${parsed.message}`, pattern)];
  return column.unique === true && faults.length === 0 ? ambiguityFaults(pattern, findAmbiguity(parsed)) : faults;
}

function ambiguityFaults(pattern: string, ambiguity: ReturnType<typeof findAmbiguity>): ColumnFault[] {
  if (ambiguity === 'none') return [];
  const message =
    ambiguity === 'some'
      ? 'some texts of the pattern can be made in two ways, as in a|a or a?a?, so they would come twice'
      : 'the pattern is too long to find out whether each of its texts can be made in one way only';
  return [
    {
      ...patternFault('AMBIGUOUS_PATTERN', message, pattern),
      remedy: 'write it so that a text can be read in one way, or leave out unique',
    },
  ];
}

function patternFault(code: 'BAD_PATTERN' | 'AMBIGUOUS_PATTERN', message: string, value: string): ColumnFault {
  return { member: 'pattern', code, message, value, remedy: 'write it like [A-Z]{3}-\\d{4}' };
}
