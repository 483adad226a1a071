import { type ExpressionNode, referenceName } from './expression-node.ts';
import { parseExpression } from './parse-expression.ts';

/** Names of the columns that a well-formed expression reads, each once, in the order of the text. */
export function listReferences(source: string): string[] {
  const names = new Set<string>();
  for (const node of nodesOf(source)) if (node.kind === 'column') names.add(referenceName(node.path));
  return [...names];
}

/** Whether a well-formed expression draws random numbers of its own. */
export function holdsRandom(source: string): boolean {
  for (const node of nodesOf(source)) if (node.kind === 'call' && node.name === 'random') return true;
  return false;
}

/** Whether a well-formed expression asks for the number of the row. */
export function holdsRow(source: string): boolean {
  for (const node of nodesOf(source)) if (node.kind === 'row') return true;
  return false;
}

/** Every node of the tree, each before its operands. */
function* nodesOf(source: string): Generator<ExpressionNode> {
  const parsed = parseExpression(source);
  if ('faults' in parsed) return;
  const open: unknown[] = [parsed.node];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null) continue;
    if ('kind' in part) yield part as ExpressionNode;
    open.push(...Object.values(part).reverse());
  }
}
