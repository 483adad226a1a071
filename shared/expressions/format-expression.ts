import { dateText, timestampText, timeText } from './calendar.ts';
import type { ExpressionNode } from './expression-node.ts';
import { isKeyword } from './keywords.ts';

/** How tightly each kind of node binds, loosest first; an operand that binds looser stands in parentheses. */
const LEVELS = {
  or: 1,
  and: 2,
  not: 3,
  predicate: 4,
  concatenation: 5,
  sum: 6,
  product: 7,
  sign: 8,
  primary: 9,
} as const;
type Level = (typeof LEVELS)[keyof typeof LEVELS];

/**
 * The canonical text of an expression: one spelling, no spare parentheses. Reading it again gives the same tree. It may
 * be longer than what was written.
 */
export function formatExpression(node: ExpressionNode): string {
  switch (node.kind) {
    case 'literal':
      return formatLiteral(node);
    case 'column':
      return node.path.map(formatName).join('.');
    case 'row':
      return 'row';
    case 'negative':
      return `-${within(node.operand, LEVELS.sign)}`;
    case 'not':
      return `not ${within(node.operand, LEVELS.not)}`;
    case 'binary':
      return formatBinary(node);
    case 'between':
      return `${predicate(node, 'between')} ${within(node.low, LEVELS.concatenation)} and ${within(node.high, LEVELS.concatenation)}`;
    case 'in':
      return `${predicate(node, 'in')} (${node.choices.map(formatExpression).join(', ')})`;
    case 'like':
      return `${predicate(node, 'like')} ${within(node.pattern, LEVELS.concatenation)}`;
    case 'is_null':
      return `${within(node.operand, LEVELS.concatenation)} is ${node.isNegated ? 'not ' : ''}null`;
    case 'case':
      return formatCase(node);
    case 'call':
      return `${node.name}(${node.operands.map(formatExpression).join(', ')})`;
    case 'cast':
      return `cast(${formatExpression(node.operand)} as ${node.type})`;
  }
}

type NodeOf<Kind extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: Kind }>;

/** A part of an expression that must bind at least as tightly as `level`. */
function within(node: ExpressionNode, level: Level): string {
  const text = formatExpression(node);
  return levelOf(node) < level ? `(${text})` : text;
}

/** Whether a node needs no parentheses anywhere. */
export function isPrimary(node: ExpressionNode): boolean {
  return levelOf(node) === LEVELS.primary;
}

function levelOf(node: ExpressionNode): Level {
  switch (node.kind) {
    case 'binary':
      return BINARY_LEVELS[node.operator] ?? LEVELS.predicate;
    case 'not':
      return LEVELS.not;
    case 'between':
    case 'in':
    case 'like':
    case 'is_null':
      return LEVELS.predicate;
    case 'negative':
      return LEVELS.sign;
    default:
      return LEVELS.primary;
  }
}

const BINARY_LEVELS: Readonly<Partial<Record<NodeOf<'binary'>['operator'], Level>>> = {
  or: LEVELS.or,
  and: LEVELS.and,
  '||': LEVELS.concatenation,
  '+': LEVELS.sum,
  '-': LEVELS.sum,
  '*': LEVELS.product,
  '/': LEVELS.product,
  '%': LEVELS.product,
};

/** Chains lean to the left; comparisons do not chain at all. */
function formatBinary(node: NodeOf<'binary'>): string {
  const level = levelOf(node);
  const tighter = (level + 1) as Level;
  const left = within(node.left, level === LEVELS.predicate ? tighter : level);
  return `${left} ${node.operator} ${within(node.right, tighter)}`;
}

function predicate(node: NodeOf<'between' | 'in' | 'like'>, word: string): string {
  return `${within(node.operand, LEVELS.concatenation)} ${node.isNegated ? 'not ' : ''}${word}`;
}

function formatCase({ subject, branches, otherwise }: NodeOf<'case'>): string {
  const parts = ['case'];
  if (subject !== undefined) parts.push(formatExpression(subject));
  for (const { when, value } of branches) parts.push(`when ${formatExpression(when)} then ${formatExpression(value)}`);
  if (otherwise !== undefined) parts.push(`else ${formatExpression(otherwise)}`);
  return [...parts, 'end'].join(' ');
}

function formatLiteral({ type, value }: NodeOf<'literal'>): string {
  switch (type) {
    case 'text':
      return quoteText(value as string);
    case 'date':
      return `date '${dateText(value as number)}'`;
    case 'time':
      return `time '${timeText(value as number)}'`;
    case 'timestamp':
      return `timestamp '${timestampText(value as number)}'`;
    default:
      return String(value);
  }
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an expression writes it: bare where that is read as a name, else in double quotes. */
export function formatName(name: string): string {
  const isBare = /^[A-Za-z_\u{80}-\u{10ffff}][A-Za-z0-9_$\u{80}-\u{10ffff}]*$/u.test(name) && !isKeyword(name);
  return isBare ? name : `"${name.replaceAll('"', '""')}"`;
}
