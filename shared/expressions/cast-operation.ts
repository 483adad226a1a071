import { dayOfMicros, timeOfMicros } from './calendar.ts';
import { convertOperation } from './convert-operation.ts';
import type { ExpressionType } from './expression-node.ts';
import { dateText, timestampText, timeText } from './iso-text.ts';
import { call, type Operation, type ScalarFunction, type ValueType } from './operation.ts';
import { parseTemporal } from './read-literal.ts';

/**
 * `cast(operand as type)`; `undefined` when there is no such cast. Text that does not read as the type gives null.
 * Numbers become text as they print (shortest decimal), everything else as the text formats write it.
 */
export function castOperation(operand: Operation, type: ExpressionType): Operation | undefined {
  const converted = convertOperation(operand, type);
  if (converted !== undefined) return converted;
  const apply = CASTS[operand.type]?.[type];
  return apply && call(type, apply, operand);
}

type Casts = Readonly<Partial<Record<ExpressionType, ScalarFunction>>>;

const CASTS: Readonly<Partial<Record<ValueType, Casts>>> = {
  number: { text: (value: number) => String(value + 0), boolean: (value: number) => value !== 0 },
  boolean: { text: (value: boolean) => String(value), number: (value: boolean) => (value ? 1 : 0) },
  text: {
    number: parseNumber,
    boolean: parseBoolean,
    date: (text: string) => parseTemporal('date', text) ?? null,
    time: (text: string) => parseTemporal('time', text) ?? null,
    timestamp: (text: string) => parseTemporal('timestamp', text) ?? null,
  },
  date: { text: dateText },
  time: { text: timeText },
  timestamp: { text: timestampText, date: dayOfMicros, time: timeOfMicros },
};

const NUMBER = /^ *[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? *$/;

function parseNumber(text: string): number | null {
  return NUMBER.test(text) ? Number(text) : null;
}

function parseBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : null;
}
