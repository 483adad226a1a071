import * as calendar from './calendar.ts';
import { daysToMicros } from './convert-operation.ts';
import type { ArithmeticOperator } from './expression-node.ts';
import { call, constant, type Operation, type ValueType } from './operation.ts';

type Build = (left: Operation, right: Operation, operator: ArithmeticOperator) => Operation;

/** What each operator gives for each pair of types; a pair that is not here is a fault. */
const RULES: ReadonlyMap<string, Build> = new Map<string, Build>([
  ...rules(
    ['number + number', 'number - number', 'number * number', 'number / number', 'number % number'],
    plain('number'),
  ),
  ...rules(['date - date'], plain('number')),
  ...rules(['date + number', 'date + days'], called('date', calendar.addDays)),
  ...rules(['number + date', 'days + date'], swapped(called('date', calendar.addDays))),
  ...rules(['date - number', 'date - days'], negated(called('date', calendar.addDays))),
  ...rules(['date + months'], called('date', calendar.addMonths)),
  ...rules(['months + date'], swapped(called('date', calendar.addMonths))),
  ...rules(['date - months'], negated(called('date', calendar.addMonths))),
  ...rules(['date + time'], asInstant(called('timestamp', calendar.addMicros))),
  ...rules(['date + duration'], asInstant(called('timestamp', calendar.addMicros))),
  ...rules(['duration + date'], swapped(asInstant(called('timestamp', calendar.addMicros)))),
  ...rules(['date - duration'], asInstant(negated(called('timestamp', calendar.addMicros)))),
  ...rules(['timestamp + duration'], called('timestamp', calendar.addMicros)),
  ...rules(['duration + timestamp'], swapped(called('timestamp', calendar.addMicros))),
  ...rules(['timestamp - duration'], negated(called('timestamp', calendar.addMicros))),
  ...rules(['timestamp + days'], inMicros(called('timestamp', calendar.addMicros))),
  ...rules(['days + timestamp'], swapped(inMicros(called('timestamp', calendar.addMicros)))),
  ...rules(['timestamp - days'], inMicros(negated(called('timestamp', calendar.addMicros)))),
  ...rules(['timestamp + months'], called('timestamp', calendar.addMonthsToMicros)),
  ...rules(['months + timestamp'], swapped(called('timestamp', calendar.addMonthsToMicros))),
  ...rules(['timestamp - months'], negated(called('timestamp', calendar.addMonthsToMicros))),
  ...rules(['timestamp - timestamp', 'time - time'], plain('duration')),
  ...rules(['timestamp - date'], inMicros(plain('duration'))),
  ...rules(['date - timestamp'], asInstant(plain('duration'))),
  ...rules(['time + duration'], called('time', calendar.addToTime)),
  ...rules(['duration + time'], swapped(called('time', calendar.addToTime))),
  ...rules(['time - duration'], negated(called('time', calendar.addToTime))),
  ...intervals('days'),
  ...intervals('months'),
  ...intervals('duration'),
  ...rules(['days + duration', 'days - duration'], asInstant(plain('duration'))),
  ...rules(['duration + days', 'duration - days'], inMicros(plain('duration'))),
]);

/** The operation of two typed operands; `undefined` when the operator does not take them. */
export function checkArithmetic(
  operator: ArithmeticOperator,
  left: Operation,
  right: Operation,
): Operation | undefined {
  for (const [leftType, rightType] of typePairs(left, right)) {
    const build = RULES.get(`${leftType} ${operator} ${rightType}`);
    if (build !== undefined) return build({ ...left, type: leftType }, { ...right, type: rightType }, operator);
  }
  return undefined;
}

/** The unary minus; `undefined` when the operand has none. */
export function checkNegation(operand: Operation): Operation | undefined {
  if (isNull(operand)) return constant('number', null);
  const isSigned = ['number', 'days', 'months', 'duration'].includes(operand.type);
  return isSigned
    ? { kind: 'arithmetic', type: operand.type, operator: '*', left: operand, right: constant('number', -1) }
    : undefined;
}

/** A bare null has the type that suits the other side. */
function* typePairs(left: Operation, right: Operation): Generator<[ValueType, ValueType]> {
  if (!isNull(left) && !isNull(right)) yield [left.type, right.type];
  else if (isNull(left) && isNull(right)) yield ['number', 'number'];
  else if (isNull(left)) yield* NULL_TYPES.map((type): [ValueType, ValueType] => [type, right.type]);
  else yield* NULL_TYPES.map((type): [ValueType, ValueType] => [left.type, type]);
}

const NULL_TYPES: readonly ValueType[] = ['number', 'duration'];

/** A null that is written out, which is of every type. */
export function isNull(operation: Operation): boolean {
  return operation.kind === 'constant' && operation.value === null;
}

function rules(signatures: readonly string[], build: Build): [string, Build][] {
  return signatures.map((signature) => [signature, build]);
}

function intervals(type: ValueType): [string, Build][] {
  const whole =
    (build: Build): Build =>
    (left, right, operator) =>
      call(type, Math.trunc, build(left, right, operator));
  return [
    ...rules([`${type} + ${type}`, `${type} - ${type}`], plain(type)),
    ...rules([`${type} * number`, `number * ${type}`], whole(plain(type, '*'))),
    ...rules([`${type} / number`], whole(plain(type, '/'))),
    ...rules([`${type} / ${type}`], plain('number', '/')),
  ];
}

/** Arithmetic on the numbers behind both; of the operator that was written, or of `fixed`. */
function plain(type: ValueType, fixed?: ArithmeticOperator): Build {
  return (left, right, operator) => ({ kind: 'arithmetic', type, operator: fixed ?? operator, left, right });
}

function called(type: ValueType, apply: (left: number, right: number) => number): Build {
  return (left, right) => call(type, apply, left, right);
}

function swapped(build: Build): Build {
  return (left, right, operator) => build(right, left, operator);
}

function negated(build: Build): Build {
  return (left, right, operator) => {
    const opposite: Operation = {
      kind: 'arithmetic',
      type: right.type,
      operator: '*',
      left: right,
      right: constant('number', -1),
    };
    return build(left, opposite, operator);
  };
}

/** With the left side in microseconds instead of days. */
function asInstant(build: Build): Build {
  return (left, right, operator) => build(daysToMicros(left, 'timestamp'), right, operator);
}

/** With the right side in microseconds instead of days. */
function inMicros(build: Build): Build {
  return (left, right, operator) => build(left, daysToMicros(right, 'duration'), operator);
}
