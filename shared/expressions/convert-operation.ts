import { MICROS_PER_DAY } from './calendar.ts';
import { constant, type Operation, type ValueType } from './operation.ts';
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
