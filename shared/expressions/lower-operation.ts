import { arithmeticStep } from './arithmetic-steps.ts';
import { generalCallStep, numberCallStep, numberTestStep } from './call-steps.ts';
import {
  numberChoiceStep,
  numberCoalesceStep,
  textChoiceStep,
  textCoalesceStep,
  truthChoiceStep,
  truthCoalesceStep,
} from './choice-steps.ts';
import { columnStep, randomStep, rowStep } from './column-steps.ts';
import { comparisonStep, TEXT_COMPARISONS, truthEqualityStep } from './comparison-steps.ts';
import { textCallStep } from './dictionary-steps.ts';
import type { ComparisonOperator, ExpressionType } from './expression-node.ts';
import {
  type AnyLane,
  type Block,
  constantLane,
  constantValue,
  type NumberStep,
  type Step,
  type TextStep,
  type TruthStep,
} from './lanes.ts';
import { isNullStep, logicStep, notStep } from './logic-steps.ts';
import { type Lane, laneOf, type Operation, type ScalarFunction } from './operation.ts';

/** A step, and the one value of it when no row can change it. */
export interface Lowered {
  readonly step: Step;
  readonly constant?: AnyLane;
}

/** The loops that work an operation out. Whatever has only constant operands is worked out now. */
export function lowerOperation(operation: Operation): Lowered {
  if (operation.kind === 'constant') return fixed(constantLane(operation.value, laneOf(operation.type)));
  if (operation.kind === 'column') return { step: columnStep(operation.name, operation.type as ExpressionType) };
  if (operation.kind === 'row') return { step: rowStep() };
  if (operation.kind === 'random') return { step: randomStep(operation.draw) };
  const operands = operandsOf(operation).map(lowerOperation);
  const step = stepOf(operation, operands);
  if (operands.some(({ constant }) => constant === undefined)) return { step };
  return fixed(constantLane(firstValue(step(ONE_ROW)), laneOf(operation.type)));
}

function fixed(constant: AnyLane): Lowered {
  return { constant, step: () => constant };
}

/** The first row of a lane as a lane of one value has it. */
function firstValue(lane: AnyLane) {
  return lane.lane === 'text' && lane.codes !== undefined ? lane.texts[lane.codes[0]!]! : constantValue(lane);
}

const ONE_ROW: Block = {
  rowStart: 0,
  rows: undefined,
  rowCount: 1,
  offset: 0,
  column: unreachable,
  random: unreachable,
};

function unreachable(): never {
  throw new Error('invariant broken: a constant reads no column');
}

type Compound = Exclude<Operation, { kind: 'constant' | 'column' | 'row' | 'random' }>;

function operandsOf(operation: Compound): readonly Operation[] {
  switch (operation.kind) {
    case 'not':
    case 'is_null':
      return [operation.operand];
    case 'coalesce':
    case 'call':
      return operation.operands;
    case 'choice':
      return [
        ...operation.branches.map(({ when }) => when),
        ...operation.branches.map(({ value }) => value),
        operation.otherwise,
      ];
    default:
      return [operation.left, operation.right];
  }
}

function stepOf(operation: Compound, operands: readonly Lowered[]): Step {
  const steps = operands.map(({ step }) => step);
  const [first, second] = steps as [Step, Step];
  switch (operation.kind) {
    case 'arithmetic':
      return arithmeticStep(operation.operator, first as NumberStep, second as NumberStep);
    case 'comparison':
      return lowerComparison(operation.operator, laneOf(operation.left.type), operands);
    case 'and':
    case 'or':
      return logicStep(operation.kind, first as TruthStep, second as TruthStep);
    case 'not':
      return notStep(first as TruthStep);
    case 'is_null':
      return isNullStep(first);
    case 'coalesce':
      return lowerCoalesce(laneOf(operation.type), steps);
    case 'choice':
      return lowerChoice(laneOf(operation.type), steps, operation.branches.length);
    case 'call':
      return lowerCall(operation, operands);
  }
}

function lowerComparison(operator: ComparisonOperator, lane: Lane, operands: readonly Lowered[]): Step {
  const [left, right] = operands.map(({ step }) => step) as [Step, Step];
  if (lane === 'number') return comparisonStep(operator, left as NumberStep, right as NumberStep);
  if (lane === 'truth') return truthEqualityStep(operator === '=', left as TruthStep, right as TruthStep);
  return lowerTextCall({ apply: TEXT_COMPARISONS[operator], isStrict: true, result: 'truth' }, operands);
}

function lowerCoalesce(lane: Lane, steps: readonly Step[]): Step {
  if (lane === 'number') return numberCoalesceStep(steps as readonly NumberStep[]);
  if (lane === 'truth') return truthCoalesceStep(steps as readonly TruthStep[]);
  return textCoalesceStep(steps as readonly TextStep[]);
}

function lowerChoice(lane: Lane, steps: readonly Step[], branchCount: number): Step {
  const conditions = steps.slice(0, branchCount) as TruthStep[];
  const values = steps.slice(branchCount);
  if (lane === 'number') return numberChoiceStep({ conditions, values: values as NumberStep[] });
  if (lane === 'truth') return truthChoiceStep({ conditions, values: values as TruthStep[] });
  return textChoiceStep({ conditions, values: values as TextStep[] });
}

function lowerCall(operation: Compound & { kind: 'call' }, operands: readonly Lowered[]): Step {
  const { apply, isStrict } = operation;
  const result = laneOf(operation.type);
  const lanes = operation.operands.map(({ type }) => laneOf(type));
  const isOfNumbers = lanes.every((lane) => lane === 'number') && lanes.length > 0 && lanes.length <= 3;
  const steps = operands.map(({ step }) => step);
  if (isOfNumbers && result === 'number') return numberCallStep({ apply, isStrict, operands: steps, result });
  if (isOfNumbers && result === 'truth' && lanes.length === 1 && isStrict)
    return numberTestStep(apply, steps[0] as NumberStep);
  return lowerTextCall({ apply, isStrict, result }, operands, lanes);
}

interface CallOfText {
  readonly apply: ScalarFunction;
  readonly isStrict: boolean;
  readonly result: Lane;
}

/** By dictionary when one text is all that varies. */
function lowerTextCall(parts: CallOfText, lowered: readonly Lowered[], lanes?: readonly Lane[]): Step {
  const operands = lowered.map(({ step }) => step);
  const varying = lowered.flatMap(({ constant }, at) => (constant === undefined ? [at] : []));
  const [at] = varying;
  if (varying.length !== 1 || (lanes !== undefined && lanes[at!] !== 'text'))
    return generalCallStep({ ...parts, operands });
  return textCallStep({ ...parts, operands, at: at!, constants: lowered.map(({ constant }) => constant) });
}
