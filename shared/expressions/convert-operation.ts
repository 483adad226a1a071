import { dateText, dayOfMicros, MICROS_PER_DAY, timeOfMicros, timestampText, timeText } from './calendar.ts';
import type { ExpressionType } from './expression-node.ts';
import { call, constant, type Operation, type ScalarFunction, type ValueType } from './operation.ts';
import { parseTemporal } from './read-literal.ts';

/** Days in microseconds, as an instant or as a duration. */
export function daysToMicros(operand: Operation, type: 'timestamp' | 'duration'): Operation {
  return { kind: 'arithmetic', type, operator: '*', left: operand, right: constant('number', MICROS_PER_DAY) };
}

/**
 * The operand as a value of `type` where nobody has to ask for it: null is of every type, a date is the timestamp of
 * its midnight, and a text that is written out where a date, time or timestamp is needed is read as one. `undefined`
 * when it needs a cast.
 */
export function convertOperation(operand: Operation, type: ValueType): Operation | undefined {
  if (operand.type === type) return operand;
  if (operand.kind === 'constant' && operand.value === null) return constant(type, null);
  if (operand.type === 'date' && type === 'timestamp') return daysToMicros(operand, 'timestamp');
  if (operand.type === 'days' && type === 'duration') return daysToMicros(operand, 'duration');
  if (operand.kind !== 'constant' || operand.type !== 'text') return undefined;
  if (type !== 'date' && type !== 'time' && type !== 'timestamp') return undefined;
  const value = parseTemporal(type, operand.value as string);
  return value === undefined ? undefined : constant(type, value);
}

/** The operands as values of one type: the first that suits all; or the place of one that suits none. */
export function convertTogether(operands: readonly Operation[]): readonly Operation[] | { readonly stranger: number } {
  let stranger = 0;
  for (const { type } of typesOf(operands)) {
    const converted = operands.map((operand) => convertOperation(operand, type));
    const at = converted.indexOf(undefined);
    if (at === -1) return converted as Operation[];
    stranger = Math.max(stranger, at);
  }
  return { stranger };
}

/** Written-out nulls and texts come last: they adapt to the others. */
function typesOf(operands: readonly Operation[]): Operation[] {
  const isAdaptable = (operand: Operation) =>
    operand.kind === 'constant' && (operand.value === null || operand.type === 'text');
  return [...operands.filter((operand) => !isAdaptable(operand)), ...operands.filter(isAdaptable)];
}

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
