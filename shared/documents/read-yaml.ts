import { type Document, isAlias, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { LIMITS } from '../contracts/limits.ts';
import { AppError } from '../errors/app-error.ts';
import { documentError } from './document-position.ts';

/**
 * One YAML 1.2 document of the core schema as plain data. Aliases are refused (they are what YAML bombs are made of),
 * and so are tags, a second document and everything that `readDocument` refuses.
 */
export function readYaml(text: string): unknown {
  const document = parse(text);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    const message = problem.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? problem.code;
    throw documentError(text, problem.pos[0], message);
  }
  refuseUnsafeNodes(document, text);
  return document.toJS({ maxAliasCount: 0 });
}

function parse(text: string): Document {
  try {
    return parseDocument(text, { schema: 'core', merge: false, uniqueKeys: true, lineCounter: new LineCounter() });
  } catch (thrown) {
    // The parser recurses per level, so only absurd nesting ends here.
    if (thrown instanceof RangeError)
      throw new AppError('INVALID_REQUEST', `nesting is deeper than ${LIMITS.documentDepth}`);
    throw thrown;
  }
}

function refuseUnsafeNodes(document: Document, text: string): void {
  visit(document, (_key, node, path) => {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    if (isAlias(node)) throw documentError(text, offset, 'aliases are not allowed; write the value out');
    if (isNode(node) && node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
      throw documentError(text, offset, 'tags are not allowed');
    if (isPair(node) && isScalar(node.key) && node.key.value === '__proto__')
      throw documentError(text, node.key.range?.[0] ?? 0, 'the key "__proto__" is not allowed');
    // A path holds maps, pairs and sequences: two steps per level of mapping.
    if (path.filter((step) => !isPair(step)).length > LIMITS.documentDepth + 1)
      throw documentError(text, offset, `nesting is deeper than ${LIMITS.documentDepth}`);
    if (isScalar(node) && typeof node.value === 'string' && !node.value.isWellFormed())
      throw documentError(text, offset, 'the string is not valid Unicode');
  });
}
