import { suggestName } from '../errors/closest-name.ts';
import { checkArithmetic, checkNegation, isNull } from './check-arithmetic.ts';
import { checkCall } from './check-call.ts';
import type { ExpressionScope } from './column-values.ts';
import { castOperation, convertOperation, convertTogether } from './convert-operation.ts';
import type { ExpressionFaultCode, FaultAt, Span } from './expression-fault.ts';
import {
  type ArithmeticOperator,
  type ComparisonOperator,
  EXPRESSION_TYPES,
  type ExpressionNode,
  type ExpressionType,
  referenceName,
} from './expression-node.ts';
import { likePattern } from './like-pattern.ts';
import { call, constant, type Operation, type ValueType } from './operation.ts';
import { joinPair } from './text-functions.ts';

type NodeOf<Kind extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: Kind }>;

/** A part that was checked; `undefined` when a fault in it has been told already. */
export type Checked = Operation | undefined;

/** Looks up names and types; collects every fault, and what the expression reads and draws. */
export class ExpressionChecker {
  readonly faults: FaultAt[] = [];
  readonly scope: ExpressionScope;
  readonly #reads = new Set<string>();
  #draws = 0;

  constructor(scope: ExpressionScope) {
    this.scope = scope;
  }

  /** Columns read, in the order of the text. */
  get reads(): string[] {
    return [...this.#reads];
  }

  get randomDraws(): number {
    return this.#draws;
  }

  check(node: ExpressionNode): Checked {
    switch (node.kind) {
      case 'literal':
        return constant(node.type === 'null' ? 'text' : node.type, node.value);
      case 'column':
        return this.#column(node);
      case 'row':
        return { kind: 'row', type: 'number' };
      case 'negative':
        return this.#negative(node);
      case 'not':
        return this.#negation(this.checkAs(node.operand, 'boolean', 'not'), true);
      case 'binary':
        return this.#binary(node);
      case 'between':
        return this.#between(node);
      case 'in':
        return this.#in(node);
      case 'like':
        return this.#like(node);
      case 'is_null': {
        const operand = this.check(node.operand);
        return this.#negation(operand && { kind: 'is_null', type: 'boolean', operand }, node.isNegated);
      }
      case 'case':
        return this.#case(node);
      case 'call':
        return checkCall(this, node);
      case 'cast':
        return this.#cast(node);
    }
  }

  /** The node as a value of `type`, which `what` needs. */
  checkAs(node: ExpressionNode, type: ValueType, what: string): Checked {
    const operand = this.check(node);
    if (operand === undefined) return undefined;
    const converted = convertOperation(operand, type);
    if (converted !== undefined) return converted;
    return this.fault(
      node,
      'WRONG_TYPE',
      `${what} needs ${nameType(type)} and this is ${nameType(operand.type)}`,
      remedyForType(type),
    );
  }

  /** The nodes as values of one type, which `what` needs. */
  checkTogether(nodes: readonly ExpressionNode[], what: string): readonly Operation[] | undefined {
    const operands = nodes.map((node) => this.check(node));
    if (operands.includes(undefined)) return undefined;
    const together = convertTogether(operands as Operation[]);
    if (!('stranger' in together)) return together;
    const types = [...new Set(operands.map((operand) => nameType(operand!.type)))];
    this.fault(
      nodes[together.stranger]!,
      'WRONG_TYPE',
      `${what} mixes ${types.join(' and ')}`,
      'bring both to one type with cast(x as type)',
    );
    return undefined;
  }

  /** Notes a fault; `undefined`, as its part is worth. */
  fault(span: Span, code: ExpressionFaultCode, message: string, remedy: string): undefined {
    this.faults.push({ code, span: { start: span.start, end: span.end }, message, remedy });
  }

  /** The number of the next random draw. */
  nextDraw(): number {
    return this.#draws++;
  }

  #column(node: NodeOf<'column'>): Checked {
    const name = referenceName(node.path);
    const type = this.scope.columns.get(name);
    if (type === undefined) {
      const known = [...this.scope.columns.keys()];
      const remedy = known.length === 0 ? 'no column can be read here' : suggestName(name, known);
      return this.fault(node, 'UNKNOWN_COLUMN', `there is no column ${JSON.stringify(name)}`, remedy);
    }
    this.#reads.add(name);
    return { kind: 'column', type, name };
  }

  #negative(node: NodeOf<'negative'>): Checked {
    const operand = this.check(node.operand);
    if (operand === undefined) return undefined;
    const message = `the minus sign needs a number and this is ${nameType(operand.type)}`;
    return checkNegation(operand) ?? this.fault(node.operand, 'WRONG_TYPE', message, remedyForType('number'));
  }

  #negation(operand: Checked, isNegated: boolean): Checked {
    return operand && isNegated ? { kind: 'not', type: 'boolean', operand } : operand;
  }

  #binary(node: NodeOf<'binary'>): Checked {
    const { operator } = node;
    if (operator === 'and' || operator === 'or') return this.#logic(node, operator);
    if (operator === '||') return this.#concatenation(node);
    if (isComparison(operator)) return this.#comparison(operator, [node.left, node.right]);
    const [left, right] = [this.check(node.left), this.check(node.right)];
    if (left === undefined || right === undefined) return undefined;
    return checkArithmetic(operator, left, right) ?? this.#badArithmetic(node, operator, [left.type, right.type]);
  }

  #badArithmetic(node: Span, operator: ArithmeticOperator, [left, right]: readonly ValueType[]): undefined {
    const message = `${operator} does not take ${nameType(left!)} and ${nameType(right!)}`;
    const isText = operator === '+' && (left === 'text' || right === 'text');
    return this.fault(
      node,
      'WRONG_TYPE',
      message,
      isText ? 'join text with ||' : 'bring both to a number with cast(x as number)',
    );
  }

  #logic(node: NodeOf<'binary'>, kind: 'and' | 'or'): Checked {
    const [left, right] = [this.checkAs(node.left, 'boolean', kind), this.checkAs(node.right, 'boolean', kind)];
    return left && right && { kind, type: 'boolean', left, right };
  }

  #concatenation(node: NodeOf<'binary'>): Checked {
    const [left, right] = [this.checkText(node.left, '||'), this.checkText(node.right, '||')];
    return left && right && call('text', joinPair, left, right);
  }

  /** The node as text: what is not text is written as `cast` writes it. */
  checkText(node: ExpressionNode, what: string): Checked {
    const operand = this.check(node);
    if (operand === undefined) return undefined;
    const text = castOperation(operand, 'text');
    return (
      text ??
      this.fault(node, 'WRONG_TYPE', `${what} needs text and this is ${nameType(operand.type)}`, remedyForType('text'))
    );
  }

  #comparison(operator: ComparisonOperator, nodes: readonly ExpressionNode[]): Checked {
    const operands = this.checkTogether(nodes, operator);
    if (operands === undefined) return undefined;
    return this.compare(operator, operands, nodes[0]!);
  }

  /** The comparison of two values of one type; booleans have no order. */
  compare(operator: ComparisonOperator, [left, right]: readonly Operation[], span: Span): Checked {
    if (left!.type === 'boolean' && operator !== '=' && operator !== '<>')
      return this.fault(span, 'WRONG_TYPE', `${operator} does not take booleans`, 'compare them with = or <>');
    return { kind: 'comparison', type: 'boolean', operator, left: left!, right: right! };
  }

  #between(node: NodeOf<'between'>): Checked {
    const operands = this.checkTogether([node.operand, node.low, node.high], 'between');
    if (operands === undefined) return undefined;
    const [operand, low, high] = operands as [Operation, Operation, Operation];
    const left = this.compare('>=', [operand, low], node);
    const right = left && this.compare('<=', [operand, high], node);
    return this.#negation(left && right && { kind: 'and', type: 'boolean', left, right }, node.isNegated);
  }

  #in(node: NodeOf<'in'>): Checked {
    const operands = this.checkTogether([node.operand, ...node.choices], 'in');
    if (operands === undefined) return undefined;
    const [operand, ...choices] = operands as [Operation, ...Operation[]];
    return this.#negation(membership(operand, choices), node.isNegated);
  }

  #like(node: NodeOf<'like'>): Checked {
    const operand = this.checkAs(node.operand, 'text', 'like');
    const pattern = this.checkAs(node.pattern, 'text', 'like');
    if (operand === undefined || pattern === undefined) return undefined;
    return this.#negation(call('boolean', likePattern(pattern), operand, pattern), node.isNegated);
  }

  #case(node: NodeOf<'case'>): Checked {
    const { branches, otherwise } = node;
    const conditions = this.#conditions(node);
    const absent: ExpressionNode = { kind: 'literal', type: 'null', value: null, start: node.start, end: node.end };
    const values = this.checkTogether([...branches.map(({ value }) => value), otherwise ?? absent], 'case');
    if (values === undefined || conditions === undefined || conditions.includes(undefined)) return undefined;
    return choice(conditions as Operation[], values);
  }

  /** One per branch; `case x when 1` compares x, which is looked at once. */
  #conditions({ subject, branches }: NodeOf<'case'>): readonly Checked[] | undefined {
    if (subject === undefined) return branches.map(({ when }) => this.checkAs(when, 'boolean', 'when'));
    const operands = this.checkTogether([subject, ...branches.map(({ when }) => when)], 'case');
    return operands?.slice(1).map((operand) => this.compare('=', [operands[0]!, operand], subject));
  }

  #cast(node: NodeOf<'cast'>): Checked {
    const type = EXPRESSION_TYPES.find((known) => known === node.type);
    const operand = this.check(node.operand);
    if (type === undefined)
      return this.fault(
        node,
        'UNKNOWN_TYPE',
        `there is no type ${JSON.stringify(node.type)}`,
        suggestName(node.type, EXPRESSION_TYPES),
      );
    if (operand === undefined) return undefined;
    const message = `${nameType(operand.type)} cannot be cast to ${nameType(type)}`;
    return castOperation(operand, type) ?? this.fault(node, 'WRONG_TYPE', message, 'cast through text or a timestamp');
  }
}

/** The first value whose condition holds, else the last value. */
export function choice(conditions: readonly Operation[], values: readonly Operation[]): Operation {
  if (values.every(isNull)) return values[0]!;
  const branches = conditions.map((when, at) => ({ when, value: values[at]! }));
  const otherwise = values.at(-1)!;
  return { kind: 'choice', type: otherwise.type, branches, otherwise };
}

/** One look into a set when all choices are written out, else a comparison per choice. */
function membership(operand: Operation, choices: readonly Operation[]): Operation {
  if (operand.type !== 'boolean' && choices.every(({ kind }) => kind === 'constant')) {
    const values = new Set(choices.map((choice) => (choice as Operation & { kind: 'constant' }).value));
    const absent = values.delete(null) ? null : false;
    return call('boolean', (value: number | string) => (values.has(value) ? true : absent), operand);
  }
  return choices
    .map((right): Operation => ({ kind: 'comparison', type: 'boolean', operator: '=', left: operand, right }))
    .reduce((left, right): Operation => ({ kind: 'or', type: 'boolean', left, right }));
}

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  number: 'a number',
  text: 'text',
  boolean: 'a boolean',
  date: 'a date',
  time: 'a time',
  timestamp: 'a timestamp',
  days: 'a number of days',
  months: 'a number of months',
  duration: 'a duration',
};

/** A type as messages name it. */
export function nameType(type: ValueType): string {
  return TYPE_NAMES[type];
}

/** How to come to a value of the type. */
export function remedyForType(type: ValueType): string {
  if (type === 'boolean') return 'compare it with something, as in x > 0';
  const isCast = (EXPRESSION_TYPES as readonly string[]).includes(type);
  return isCast
    ? `convert it with cast(x as ${type as ExpressionType})`
    : 'write for example days(3), hours(2) or months(1)';
}

function isComparison(operator: string): operator is ComparisonOperator {
  return ['=', '<>', '<', '<=', '>', '>='].includes(operator);
}
