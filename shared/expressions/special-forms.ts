import { isNull } from './check-arithmetic.ts';
import type { CallNode } from './check-call.ts';
import { type Checked, choice, type ExpressionChecker } from './check-expression.ts';
import { dateDifference } from './date-units.ts';
import { call, constant, type Operation } from './operation.ts';
import { greatestNumber, greatestText, leastNumber, leastText } from './order-values.ts';
import { joinTexts } from './text-functions.ts';

/** A call that is more than a function of its operands' values: of their nulls, of any type, of the row's stream. */
export interface SpecialForm {
  readonly operandsMin: number;
  readonly operandsMax: number;
  readonly usage: string;
  check(checker: ExpressionChecker, node: CallNode): Checked;
}

const ANY = Infinity;

export const SPECIAL_FORMS: Readonly<Record<string, SpecialForm>> = {
  coalesce: { operandsMin: 1, operandsMax: ANY, usage: 'coalesce(x, otherwise)', check: checkCoalesce },
  nullif: { operandsMin: 2, operandsMax: 2, usage: 'nullif(x, value)', check: checkNullif },
  if: { operandsMin: 3, operandsMax: 3, usage: 'if(condition, then, else)', check: checkIf },
  least: { operandsMin: 1, operandsMax: ANY, usage: 'least(a, b)', check: checkExtreme },
  greatest: { operandsMin: 1, operandsMax: ANY, usage: 'greatest(a, b)', check: checkExtreme },
  concat: { operandsMin: 1, operandsMax: ANY, usage: 'concat(a, b)', check: checkConcat },
  age: { operandsMin: 1, operandsMax: 2, usage: 'age(birth_date) or age(birth_date, at)', check: checkAge },
  random: { operandsMin: 0, operandsMax: 0, usage: 'random()', check: checkRandom },
  as_of: { operandsMin: 0, operandsMax: 0, usage: 'as_of()', check: asOf },
};

function checkCoalesce(checker: ExpressionChecker, node: CallNode): Checked {
  const operands = checker.checkTogether(node.operands, 'coalesce');
  if (operands?.every(isNull)) return operands[0];
  return operands && { kind: 'coalesce', type: operands[0]!.type, operands };
}

/** Null where both are equal, else the first. */
function checkNullif(checker: ExpressionChecker, node: CallNode): Checked {
  const operands = checker.checkTogether(node.operands, 'nullif');
  const isEqual = operands && checker.compare('=', operands, node);
  return isEqual && choice([isEqual], [constant(operands[0]!.type, null), operands[0]!]);
}

function checkIf(checker: ExpressionChecker, node: CallNode): Checked {
  const [when, ...then] = node.operands;
  const condition = checker.checkAs(when!, 'boolean', 'if');
  const values = checker.checkTogether(then, 'if');
  return condition && values && choice([condition], values);
}

/** Nulls do not count, as in PostgreSQL: null only when every operand is. */
function checkExtreme(checker: ExpressionChecker, node: CallNode): Checked {
  const operands = checker.checkTogether(node.operands, node.name);
  if (operands === undefined || operands.every(isNull)) return operands?.[0];
  const { type } = operands[0]!;
  if (type === 'boolean')
    return checker.fault(node, 'WRONG_TYPE', `${node.name} does not take booleans`, 'use and, or');
  const isLeast = node.name === 'least';
  const apply = type === 'text' ? (isLeast ? leastText : greatestText) : isLeast ? leastNumber : greatestNumber;
  return operands.reduce(
    (left, right): Operation => ({ kind: 'call', type, apply, isStrict: false, operands: [left, right] }),
  );
}

/** Nulls are left out, as in PostgreSQL; `||` gives null instead. */
function checkConcat(checker: ExpressionChecker, node: CallNode): Checked {
  const operands = node.operands.map((operand) => checker.checkText(operand, 'concat'));
  if (operands.includes(undefined)) return undefined;
  return { kind: 'call', type: 'text', apply: joinTexts, isStrict: false, operands: operands as Operation[] };
}

/** Complete years, until `as_of()` unless another day is given. */
function checkAge(checker: ExpressionChecker, node: CallNode): Checked {
  const [birth, at] = node.operands;
  const from = checker.checkAs(birth!, 'timestamp', 'age');
  const to = at === undefined ? asOf(checker) : checker.checkAs(at, 'timestamp', 'age');
  return from && to && call('number', dateDifference('year'), from, to);
}

function asOf({ scope }: ExpressionChecker): Operation {
  return constant('timestamp', scope.asOfMicros);
}

function checkRandom(checker: ExpressionChecker): Checked {
  return { kind: 'random', type: 'number', draw: checker.nextDraw() };
}
