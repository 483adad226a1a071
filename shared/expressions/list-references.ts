import { type ExpressionNode, referenceName } from './expression-node.ts';
import { parseExpression } from './parse-expression.ts';

/** Names of the columns that a well-formed expression reads, each once, in the order of the text. */
export function listReferences(source: string): string[] {
  const parsed = parseExpression(source);
  if ('faults' in parsed) return [];
  const names = new Set<string>();
  const open: unknown[] = [parsed.node];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null) continue;
    const node = part as ExpressionNode;
    if (node.kind === 'column') names.add(referenceName(node.path));
    else open.push(...Object.values(part).reverse());
  }
  return [...names];
}
