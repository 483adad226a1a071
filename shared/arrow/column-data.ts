import { type Data, type DataType, type Field, makeData } from 'apache-arrow';
import type { OutputColumn } from '../columns/column-program.ts';
import type { Vector } from '../columns/vector.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { NestedNode, NestedVector } from '../nested/nested-column.ts';
import { columnBuffers, packPresence } from './column-buffers.ts';

/** A column and one page of it. */
export interface ColumnPage {
  readonly column: OutputColumn;
  readonly vector: Vector;
  readonly rowCount: number;
}

/** One page of a column as Arrow holds it. */
export function columnData(session: KernelSession, { type }: Field, page: ColumnPage): Data {
  const { column, vector, rowCount } = page;
  if (column.nested === undefined) return leafData(session, type, page);
  invariant(vector.tree !== undefined, 'a nested vector has a tree');
  const { presence: at } = vector;
  const presence = at === undefined ? undefined : session.bytes.subarray(at, at + rowCount);
  return nodeData(session, type, { node: column.nested, vector: vector.tree, presence });
}

function leafData(session: KernelSession, type: DataType, { column, vector, rowCount }: ColumnPage): Data {
  const buffers = columnBuffers(session, column, { vector, rowCount });
  return makeData({ type, length: rowCount, nullCount: vector.nullCount, ...buffers } as never);
}

interface NodePage {
  readonly node: NestedNode;
  readonly vector: NestedVector;
  /** One byte per place; absent: no place is null. */
  readonly presence: Uint8Array | undefined;
}

function nodeData(session: KernelSession, type: DataType, { node, vector, presence }: NodePage): Data {
  if (node.kind === 'leaf' && vector.kind === 'leaf') {
    return leafData(session, type, { column: node.column, vector: vector.vector, rowCount: vector.count });
  }
  const validity = presence === undefined ? { nullCount: 0 } : validityOf(presence);
  if (node.kind === 'struct' && vector.kind === 'struct') {
    const children = node.members.map((member, i) =>
      childData(session, type.children[i]!.type, member.node, vector.members[i]!),
    );
    return makeData({ type, length: vector.count, ...validity, children } as never);
  }
  invariant(node.kind === 'list' && vector.kind === 'list', 'a page has the shape of its column');
  const child = childData(session, type.children[0]!.type, node.element, vector.element);
  return makeData({ type, length: vector.count, ...validity, valueOffsets: vector.offsets, child } as never);
}

function childData(session: KernelSession, type: DataType, node: NestedNode, vector: NestedVector): Data {
  return nodeData(session, type, { node, vector, presence: vector.kind === 'leaf' ? undefined : vector.presence });
}

function validityOf(presence: Uint8Array): { nullCount: number; nullBitmap: Uint8Array } {
  const nullCount = presence.reduce((count, present) => count + 1 - present, 0);
  return { nullCount, nullBitmap: packPresence(presence) };
}
