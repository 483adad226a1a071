import { ExpressionChecker, nameType, remedyForType } from './check-expression.ts';
import type { ColumnValues, ExpressionPage, ExpressionScope } from './column-values.ts';
import { convertOperation } from './convert-operation.ts';
import { createEvaluation } from './evaluate-page.ts';
import { type ExpressionFault, locateFault } from './expression-fault.ts';
import { EXPRESSION_TYPES, type ExpressionNode, type ExpressionType } from './expression-node.ts';
import { lowerOperation } from './lower-operation.ts';
import type { Operation } from './operation.ts';
import { parseExpression } from './parse-expression.ts';

/** An expression that can be evaluated, page after page. */
export interface CompiledExpression {
  readonly type: ExpressionType;
  /** Names of the columns that it reads, each once, in the order of the text. */
  readonly reads: readonly string[];
  /** Draws per row: `random()` asks for the draws 0..randomDraws - 1. */
  readonly randomDraws: number;
  /** The tree, for `formatExpression` and `renderSql`. */
  readonly node: ExpressionNode;
  /** The values for the rows of a page. Good until the next call: the buffers are used again. */
  evaluate(page: ExpressionPage): ColumnValues;
}

export interface ExpressionFaults {
  readonly faults: readonly ExpressionFault[];
}

/**
 * Reads, checks and compiles an expression; all its faults when there are any. `expected`: the type that it must give.
 * Takes time linear in the text's length.
 */
export function compileExpression(
  source: string,
  scope: ExpressionScope,
  expected?: ExpressionType,
): CompiledExpression | ExpressionFaults {
  const parsed = parseExpression(source);
  if ('faults' in parsed) return parsed;
  const { node } = parsed;
  const checker = new ExpressionChecker(scope);
  const checked = checker.check(node);
  const operation = checked && finish(checker, { node, checked, expected });
  if (operation === undefined) return { faults: checker.faults.map((fault) => locateFault(source, fault)) };
  const type = operation.type as ExpressionType;
  let evaluation: ((page: ExpressionPage) => ColumnValues) | undefined;
  return {
    type,
    reads: checker.reads,
    randomDraws: checker.randomDraws,
    node,
    evaluate: (page) => {
      evaluation ??= createEvaluation(lowerOperation(operation).step, type);
      return evaluation(page);
    },
  };
}

interface Finishing {
  readonly node: ExpressionNode;
  readonly checked: Operation;
  readonly expected: ExpressionType | undefined;
}

/** The operation as a value of the type that is needed. */
function finish(checker: ExpressionChecker, { node, checked, expected }: Finishing): Operation | undefined {
  const isInterval = !(EXPRESSION_TYPES as readonly string[]).includes(checked.type);
  if (isInterval)
    return checker.fault(
      node,
      'WRONG_TYPE',
      `the expression gives ${nameType(checked.type)}, which no column holds`,
      INTERVAL_REMEDY,
    );
  if (expected === undefined) return checked;
  const converted = convertOperation(checked, expected);
  if (converted !== undefined) return converted;
  const message = `the expression must give ${nameType(expected)} and gives ${nameType(checked.type)}`;
  return checker.fault(node, 'WRONG_TYPE', message, remedyForType(expected));
}

const INTERVAL_REMEDY = "add it to a date or timestamp, or count units with date_diff('hour', a, b)";
