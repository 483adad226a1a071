import type { SyntaxNode, Tree } from '@lezer/common';
import { LIMITS } from '../contracts/limits.ts';
import { describeSyntaxFault } from './describe-syntax-fault.ts';
import { type ExpressionFault, type FaultAt, locateFault, type Span } from './expression-fault.ts';
import type { BinaryOperator, ExpressionNode } from './expression-node.ts';
import { createParser } from './generated/parser.ts';
import { readLiteral, unquote } from './read-literal.ts';

export type ParseResult = { readonly node: ExpressionNode } | { readonly faults: readonly ExpressionFault[] };

/** Made with the first expression: most specifications hold none. */
let parser: ReturnType<typeof createParser> | undefined;

/**
 * The tree of an expression, or what is wrong with its form. The LR parser keeps its own stack and takes linear time;
 * what recurses here stops at the limit of depth.
 */
export function parseExpression(source: string): ParseResult {
  if (source.length > LIMITS.expressionLength) return { faults: [locateFault(source, tooLong(source.length))] };
  parser ??= createParser();
  const tree = parser.parse(source);
  const broken = firstError(tree);
  if (broken !== undefined) return { faults: [locateFault(source, describeSyntaxFault(source, broken))] };
  const reader = new TreeReader(source);
  const node = reader.read(tree.topNode.firstChild!, 1);
  return reader.faults.length === 0 ? { node } : { faults: reader.faults.map((fault) => locateFault(source, fault)) };
}

/** Where the parser first had to guess. */
function firstError(tree: Tree): number | undefined {
  let found: number | undefined;
  tree.iterate({
    enter: (node) => {
      if (found === undefined && node.type.isError) found = node.from;
      return found === undefined;
    },
  });
  return found;
}

/** Turns the parser's tree into ours, within the limits of depth and size. */
class TreeReader {
  /** Bad literals all; a limit is told once and ends the reading. */
  readonly faults: FaultAt[] = [];
  readonly #source: string;
  #nodeCount = 0;
  #isStopped = false;

  constructor(source: string) {
    this.#source = source;
  }

  /** `depth` counts what encloses the node; a chain like a + b + c is one level. */
  read(node: SyntaxNode, depth: number): ExpressionNode {
    const span = { start: node.from, end: node.to };
    if (this.#isStopped) return unread(span);
    if (depth > LIMITS.expressionDepth) return this.#stop(tooDeep(span));
    if (node.name === 'Group') return this.read(childrenOf(node)[1]!, depth + 1);
    if (++this.#nodeCount > LIMITS.expressionNodes) return this.#stop(tooLarge(span));
    return this.#readers[node.name]!(node, depth, span);
  }

  readonly #readers: Readonly<Record<string, (node: SyntaxNode, depth: number, span: Span) => ExpressionNode>> = {
    Number: (node, _depth, span) => this.#literal(node, span),
    Text: (node, _depth, span) => this.#literal(node, span),
    TypedText: (node, _depth, span) => this.#literal(node, span),
    True: (_node, _depth, span) => ({ kind: 'literal', type: 'boolean', value: true, ...span }),
    False: (_node, _depth, span) => ({ kind: 'literal', type: 'boolean', value: false, ...span }),
    Null: (_node, _depth, span) => ({ kind: 'literal', type: 'null', value: null, ...span }),
    Row: (_node, _depth, span) => ({ kind: 'row', ...span }),
    Column: (node, _depth, span) => ({ kind: 'column', path: this.#names(node), ...span }),
    Not: (node, depth, span) => ({ kind: 'not', operand: this.#last(node, depth), ...span }),
    Minus: (node, depth, span) => ({ kind: 'negative', operand: this.#last(node, depth), ...span }),
    Or: (node, depth, span) => this.#binary(node, depth, span),
    And: (node, depth, span) => this.#binary(node, depth, span),
    Comparison: (node, depth, span) => this.#binary(node, depth, span),
    Concatenation: (node, depth, span) => this.#binary(node, depth, span),
    Sum: (node, depth, span) => this.#binary(node, depth, span),
    Product: (node, depth, span) => this.#binary(node, depth, span),
    Between: (node, depth, span) => {
      const [operand, low, high] = this.#operands(node, depth);
      return { kind: 'between', isNegated: isNegated(node), operand: operand!, low: low!, high: high!, ...span };
    },
    In: (node, depth, span) => {
      const [operand, ...choices] = this.#operands(node, depth);
      return { kind: 'in', isNegated: isNegated(node), operand: operand!, choices, ...span };
    },
    Like: (node, depth, span) => {
      const [operand, pattern] = this.#operands(node, depth);
      return { kind: 'like', isNegated: isNegated(node), operand: operand!, pattern: pattern!, ...span };
    },
    IsNull: (node, depth, span) => {
      const [operand] = this.#operands(node, depth);
      return { kind: 'is_null', isNegated: isNegated(node), operand: operand!, ...span };
    },
    Call: (node, depth, span) => ({
      kind: 'call',
      name: this.#text(node.firstChild!).toLowerCase(),
      operands: this.#operands(node, depth),
      ...span,
    }),
    Cast: (node, depth, span) => {
      const [operand] = this.#operands(node, depth);
      return { kind: 'cast', operand: operand!, type: this.#text(node.getChild('Identifier')!).toLowerCase(), ...span };
    },
    Case: (node, depth, span) => this.#case(node, depth, span),
  };

  #stop(fault: FaultAt): ExpressionNode {
    this.faults.push(fault);
    this.#isStopped = true;
    return unread(fault.span);
  }

  #text(node: SyntaxNode): string {
    return this.#source.slice(node.from, node.to);
  }

  #literal(node: SyntaxNode, span: Span): ExpressionNode {
    const literal = readLiteral(this.#text(node));
    if ('message' in literal) this.faults.push({ code: 'BAD_LITERAL', span, ...literal });
    return 'message' in literal ? unread(span) : { kind: 'literal', ...literal, ...span };
  }

  #names(node: SyntaxNode): string[] {
    return childrenOf(node)
      .filter(({ name }) => name === 'Identifier' || name === 'QuotedName')
      .map((name) => (name.name === 'QuotedName' ? unquote(this.#text(name)) : this.#text(name)));
  }

  /** The children that are expressions, in order. */
  #operands(node: SyntaxNode, depth: number): ExpressionNode[] {
    return childrenOf(node)
      .filter(({ name }) => Object.hasOwn(this.#readers, name) || name === 'Group')
      .map((child) => this.read(child, depth + 1));
  }

  #last(node: SyntaxNode, depth: number): ExpressionNode {
    return this.read(node.lastChild!, depth + 1);
  }

  #binary(node: SyntaxNode, depth: number, span: Span): ExpressionNode {
    const [first, last] = [node.firstChild!, node.lastChild!];
    return {
      kind: 'binary',
      operator: this.#operatorOf(node),
      left: this.read(first, first.name === node.name ? depth : depth + 1),
      right: this.read(last, depth + 1),
      ...span,
    };
  }

  /** Keywords leave no node: their layer's name says which. */
  #operatorOf(node: SyntaxNode): BinaryOperator {
    if (node.name === 'And' || node.name === 'Or') return node.name === 'And' ? 'and' : 'or';
    const sign = this.#text(node.firstChild!.nextSibling!);
    return sign === '!=' ? '<>' : (sign as BinaryOperator);
  }

  #case(node: SyntaxNode, depth: number, span: Span): ExpressionNode {
    const subject = node.getChild('Subject')?.firstChild;
    const otherwise = node.getChild('Else')?.lastChild;
    return {
      kind: 'case',
      ...(subject && { subject: this.read(subject, depth + 1) }),
      branches: node.getChildren('Branch').map((branch) => {
        const [when, value] = this.#operands(branch, depth);
        return { when: when!, value: value! };
      }),
      ...(otherwise && { otherwise: this.read(otherwise, depth + 1) }),
      ...span,
    };
  }
}

/** Stands where a fault was found; nobody looks at it. */
function unread(span: Span): ExpressionNode {
  return { kind: 'literal', type: 'null', value: null, ...span };
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function isNegated(node: SyntaxNode): boolean {
  return node.getChild('Negated') !== null;
}

function tooLong(length: number): FaultAt {
  const message = `the expression has ${length} characters; at most ${LIMITS.expressionLength} are allowed`;
  return { code: 'TOO_LONG', span: { start: 0, end: length }, message, remedy: 'split it over several columns' };
}

function tooDeep(span: Span): FaultAt {
  const message = `the expression nests deeper than ${LIMITS.expressionDepth} levels`;
  return { code: 'TOO_DEEP', span, message, remedy: 'remove parentheses, or split it over several columns' };
}

function tooLarge(span: Span): FaultAt {
  const message = `the expression has more than ${LIMITS.expressionNodes} parts`;
  return { code: 'TOO_LARGE', span, message, remedy: 'split it over several columns' };
}
