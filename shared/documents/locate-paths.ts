import { isMap, isNode, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { memberPath } from '../spec/shape-issues.ts';
import type { DocumentPlace } from './document-position.ts';

/**
 * Where the members that `paths` name stand in a text that `readDocument` has read: at the key, or at the first
 * character of a list's entry. A member that is missing stands where the nearest one around it does. JSON is read as
 * the YAML that it is.
 */
export function locatePaths(text: string, paths: readonly string[]): DocumentPlace[] {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { schema: 'core', lineCounter: lines });
  const offsets = new Map<string, number>();
  if (contents !== null) collectOffsets(contents, '', offsets);
  const start = contents?.range[0] ?? 0;
  return paths.map((path) => {
    const { line, col } = lines.linePos(nearestOffset(path, offsets) ?? start);
    return { line, column: col };
  });
}

/** The offset of every member below `node`, by its path as issues write it. */
function collectOffsets(node: ParsedNode, path: string, offsets: Map<string, number>): void {
  if (isMap(node))
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const own = memberPath(path, String(key.value));
      addMember(own, key.range![0], value, offsets);
    }
  else if (isSeq(node))
    node.items.forEach((entry, index) => {
      if (isNode(entry)) addMember(memberPath(path, index), entry.range![0], entry, offsets);
    });
}

function addMember(path: string, offset: number, value: unknown, offsets: Map<string, number>): void {
  // Names may hold dots, so that two members can have one path: the first one is as good as the other.
  if (!offsets.has(path)) offsets.set(path, offset);
  if (isNode(value)) collectOffsets(value as ParsedNode, path, offsets);
}

function nearestOffset(path: string, offsets: ReadonlyMap<string, number>): number | undefined {
  for (let rest = path; rest !== ''; rest = parentPath(rest)) {
    const offset = offsets.get(rest);
    if (offset !== undefined) return offset;
  }
  return undefined;
}

function parentPath(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0));
}
