import { suggestName } from '../errors/closest-name.ts';
import { type Checked, type ExpressionChecker, nameType, remedyForType } from './check-expression.ts';
import { convertOperation } from './convert-operation.ts';
import type { ExpressionNode } from './expression-node.ts';
import { FUNCTIONS, type FunctionForm, type FunctionRule, type UnitFunction } from './function-table.ts';
import { call, type Operation } from './operation.ts';
import { SPECIAL_FORMS } from './special-forms.ts';

export type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/** A call of a function: its name, the number of its operands, their types. */
export function checkCall(checker: ExpressionChecker, node: CallNode): Checked {
  if (Object.hasOwn(SPECIAL_FORMS, node.name)) return checkSpecial(checker, node);
  const rule = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
  if (rule === undefined) return unknownFunction(checker, node);
  if ('units' in rule) return checkUnitCall(checker, node, rule);
  return checkForms(checker, node, { forms: rule, operands: node.operands });
}

function unknownFunction(checker: ExpressionChecker, node: CallNode): undefined {
  for (const operand of node.operands) checker.check(operand);
  const names = [...Object.keys(FUNCTIONS), ...Object.keys(SPECIAL_FORMS)].sort();
  const message = `there is no function ${JSON.stringify(node.name)}`;
  return checker.fault(node, 'UNKNOWN_FUNCTION', message, suggestName(node.name, names));
}

function checkSpecial(checker: ExpressionChecker, node: CallNode): Checked {
  const form = SPECIAL_FORMS[node.name]!;
  const count = node.operands.length;
  if (count < form.operandsMin || count > form.operandsMax) return wrongCount(checker, node, form.usage);
  return form.check(checker, node);
}

function wrongCount(checker: ExpressionChecker, node: CallNode, usage: string): undefined {
  for (const operand of node.operands) checker.check(operand);
  const count = node.operands.length;
  const message = `${node.name} does not take ${count} ${count === 1 ? 'operand' : 'operands'}`;
  return checker.fault(node, 'WRONG_ARGUMENT_COUNT', message, `write ${usage}`);
}

interface Candidates {
  readonly forms: readonly FunctionForm[];
  readonly operands: readonly ExpressionNode[];
}

/** The first form that takes the operands. */
function checkForms(checker: ExpressionChecker, node: CallNode, { forms, operands }: Candidates): Checked {
  const fitting = forms.filter(({ parameters }) => parameters.length === operands.length);
  if (fitting.length === 0) return wrongCount(checker, node, usageOf(node.name, FUNCTIONS[node.name]!));
  const checked = operands.map((operand) => checker.check(operand));
  if (checked.includes(undefined)) return undefined;
  let wrong = -1;
  let closest = fitting[0]!;
  for (const form of fitting) {
    const converted = checked.map((operand, at) => convertOperation(operand!, form.parameters[at]!));
    const at = converted.indexOf(undefined);
    if (at === -1) return call(form.type, form.apply, ...(converted as Operation[]));
    if (at > wrong) [wrong, closest] = [at, form];
  }
  const type = closest.parameters[wrong]!;
  const message = `operand ${wrong + 1} of ${node.name} must be ${nameType(type)} and is ${nameType(checked[wrong]!.type)}`;
  return checker.fault(operands[wrong]!, 'WRONG_TYPE', message, remedyForType(type));
}

/** `date_trunc('month', x)`: the word chooses the forms for the other operands. */
function checkUnitCall(checker: ExpressionChecker, node: CallNode, { units }: UnitFunction): Checked {
  const [first, ...operands] = node.operands;
  if (first === undefined) return wrongCount(checker, node, usageOf(node.name, FUNCTIONS[node.name]!));
  const word = first.kind === 'literal' && typeof first.value === 'string' ? first.value.toLowerCase() : undefined;
  if (word !== undefined && Object.hasOwn(units, word))
    return checkForms(checker, node, { forms: units[word]!, operands });
  for (const operand of operands) checker.check(operand);
  const message = `operand 1 of ${node.name} must be one of ${Object.keys(units).join(', ')}, in quotes`;
  return checker.fault(first, 'WRONG_TYPE', message, `write ${usageOf(node.name, FUNCTIONS[node.name]!)}`);
}

function usageOf(name: string, rule: FunctionRule): string {
  const forms = 'units' in rule ? Object.values(rule.units)[0]! : rule;
  const prefix = 'units' in rule ? [`'${Object.keys(rule.units)[0]}'`] : [];
  return forms.map(({ parameters }) => `${name}(${[...prefix, ...parameters].join(', ')})`).join(' or ');
}
