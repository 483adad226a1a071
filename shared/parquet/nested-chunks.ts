import type { OutputColumn } from '../columns/column-program.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { NestedNode } from '../nested/nested-column.ts';
import type { CodecName } from './codec.ts';
import { type ColumnChunk, planColumnChunk } from './column-chunk.ts';
import { LIST_ELEMENT, LIST_GROUP } from './schema.ts';

/** Where a node stands: its names from the top, and the levels of a value there. */
interface Standing {
  readonly path: readonly string[];
  readonly maxDefinitionLevel: number;
  readonly maxRepetitionLevel: number;
}

/** The column chunks of one column: one, or one per leaf. */
export function planChunks(session: KernelSession, column: OutputColumn, compression: CodecName): ColumnChunk[] {
  const { name, nested, isNullable } = column;
  if (nested === undefined) return [planColumnChunk(session, column, compression)];
  const top = { path: [name], maxDefinitionLevel: isNullable ? 1 : 0, maxRepetitionLevel: 0 };
  return leavesOf(nested, top).map(({ leaf, standing }) => ({
    ...planColumnChunk(session, leaf, compression),
    ...standing,
  }));
}

/** `standing` counts the levels above the node and, of the node itself, its name. */
function leavesOf(node: NestedNode, standing: Standing): { leaf: OutputColumn; standing: Standing }[] {
  const isNullable = node.kind === 'leaf' ? node.column.isNullable : node.isNullable;
  const maxDefinitionLevel = standing.maxDefinitionLevel + (isNullable ? 1 : 0);
  switch (node.kind) {
    case 'leaf':
      return [{ leaf: node.column, standing: { ...standing, maxDefinitionLevel } }];
    case 'struct':
      return node.members.flatMap((member) =>
        leavesOf(member.node, { ...standing, maxDefinitionLevel, path: [...standing.path, member.name] }),
      );
    case 'list':
      return leavesOf(node.element, {
        path: [...standing.path, LIST_GROUP, LIST_ELEMENT],
        maxDefinitionLevel: maxDefinitionLevel + 1,
        maxRepetitionLevel: standing.maxRepetitionLevel + 1,
      });
  }
}
