import { parseIsoDate, parseIsoDatetime, parseIsoTime } from '../contracts/iso-calendar.ts';
import type { ExpressionType, Scalar } from './expression-node.ts';

export interface Literal {
  readonly type: ExpressionType;
  readonly value: Scalar;
}

/** What is wrong with a literal. */
export interface LiteralFault {
  readonly message: string;
  readonly remedy: string;
}

/** The value of `12.5`, `'it''s'` or `date '2024-01-31'`. */
export function readLiteral(text: string): Literal | LiteralFault {
  if (text.startsWith("'")) return { type: 'text', value: unquote(text) };
  const quote = text.indexOf("'");
  return quote === -1
    ? readNumber(text)
    : readTyped(text.slice(0, quote).trim().toLowerCase(), unquote(text.slice(quote)));
}

/** The inside of 'text' or "name", doubled quotes made single. */
export function unquote(text: string): string {
  const quote = text[0]!;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** A date, time or timestamp as `date '…'` has it; `undefined` when the text is not one. */
export function parseTemporal(type: 'date' | 'time' | 'timestamp', text: string): number | undefined {
  if (type === 'date') return parseIsoDate(text);
  if (type === 'time') return isWholeDay(text) ? undefined : parseIsoTime(text);
  const instant = parseIsoDatetime(text.replace(' ', 'T'));
  return instant && Number(instant.micros);
}

/** 24:00:00 ends a day and is no time of it. */
function isWholeDay(text: string): boolean {
  return text.startsWith('24');
}

export const TEMPORAL_EXAMPLES = {
  date: "date '2024-01-31'",
  time: "time '13:45:00'",
  timestamp: "timestamp '2024-01-31T13:45:00Z'",
} as const;

function readTyped(type: string, text: string): Literal | LiteralFault {
  if (type !== 'date' && type !== 'time' && type !== 'timestamp')
    return {
      message: `there is no literal of type ${JSON.stringify(type)}`,
      remedy: "write date '…', time '…' or timestamp '…'",
    };
  const value = parseTemporal(type, text);
  if (value === undefined)
    return {
      message: `${JSON.stringify(text.slice(0, 64))} is not a ${type} of the calendar`,
      remedy: `write it like ${TEMPORAL_EXAMPLES[type]}`,
    };
  return { type, value };
}

function readNumber(text: string): Literal | LiteralFault {
  const value = Number(text);
  if (!Number.isFinite(value))
    return { message: `the number is beyond ${Number.MAX_VALUE}`, remedy: 'write a number that a double can hold' };
  if (/^\d+$/.test(text) && !Number.isSafeInteger(value))
    return {
      message: 'the whole number is beyond 2^53 - 1 and would not be exact',
      remedy: 'write it as 1e18 if rounding is meant',
    };
  return { type: 'number', value };
}
