import type { OutputColumn } from '../../columns/column-program.ts';
import { startGathering } from '../../columns/gather-vector.ts';
import { LAYOUT_BYTES } from '../../columns/value-program.ts';
import type { Vector } from '../../columns/vector.ts';
import { invariant } from '../../errors/invariant.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { NestedNode, NestedVector } from '../../nested/nested-column.ts';

const LENGTH_BYTES = 4;

export interface KeptRows {
  readonly column: OutputColumn;
  /** Rows of the vector before those that are kept. */
  readonly first: number;
  readonly rowCount: number;
}

/** Some rows of a vector that follow each other, as a vector of their own: where they lie, but for bits inside a byte. */
export function keepRows(session: KernelSession, vector: Vector, kept: KeptRows): Vector {
  const { first, rowCount } = kept;
  if (vector.layout === 'bits' && first % 8 !== 0) return copyRows(session, vector, kept);
  const [start, byteLength] = vector.layout === 'nested' ? [0, 0] : bytesOf(session, vector, kept);
  const values = vector.values + start;
  const tree = keepTree(session, vector, kept);
  if (vector.presence === undefined || vector.nullCount === 0)
    return { layout: vector.layout, values, byteLength, nullCount: 0, ...tree };
  const presence = vector.presence + first;
  const { bytes } = session;
  let nullCount = rowCount;
  for (let i = presence; i < presence + rowCount; i++) nullCount -= bytes[i]!;
  return { layout: vector.layout, values, byteLength, presence, nullCount, ...tree };
}

function keepTree(session: KernelSession, { tree }: Vector, { column, first, rowCount }: KeptRows) {
  if (tree === undefined) return {};
  invariant(column.nested !== undefined, 'a column with a tree says what it is made of');
  return { tree: keepPlaces(session, tree, { node: column.nested, first, count: rowCount }) };
}

interface KeptPlaces {
  readonly node: NestedNode;
  readonly first: number;
  readonly count: number;
}

function keepPlaces(session: KernelSession, vector: NestedVector, { node, first, count }: KeptPlaces): NestedVector {
  if (vector.kind === 'leaf') {
    invariant(node.kind === 'leaf', 'a page has the tree of its column');
    return {
      ...vector,
      vector: keepRows(session, vector.vector, { column: node.column, first, rowCount: count }),
      count,
    };
  }
  const presence = vector.presence && { presence: vector.presence.subarray(first, first + count) };
  if (vector.kind === 'struct') {
    invariant(node.kind === 'struct', 'a page has the tree of its column');
    const members = vector.members.map((member, index) =>
      keepPlaces(session, member, { node: node.members[index]!.node, first, count }),
    );
    return { ...vector, ...presence, members, count };
  }
  invariant(node.kind === 'list', 'a page has the tree of its column');
  const [start, end] = [vector.offsets[first]!, vector.offsets[first + count]!];
  const offsets = vector.offsets.slice(first, first + count + 1).map((offset) => offset - start);
  const element = keepPlaces(session, vector.element, { node: node.element, first: start, count: end - start });
  return { ...vector, ...presence, offsets, element, count };
}

/** Where the rows begin, relative to the vector's values, and how many bytes they take. */
function bytesOf(
  { dataView }: KernelSession,
  { layout, values }: Vector,
  { first, rowCount }: KeptRows,
): [start: number, byteLength: number] {
  if (layout === 'bits') return [first / 8, Math.ceil(rowCount / 8)];
  if (layout !== 'text') {
    const width = LAYOUT_BYTES[layout as keyof typeof LAYOUT_BYTES];
    return [first * width, rowCount * width];
  }
  const skip = (from: number, rows: number): number => {
    let at = from;
    for (let row = 0; row < rows; row++) at += LENGTH_BYTES + dataView.getUint32(at, true);
    return at;
  };
  const start = skip(values, first);
  return [start - values, skip(start, rowCount) - start];
}

function copyRows(session: KernelSession, vector: Vector, { column, first, rowCount }: KeptRows): Vector {
  const { layout, valueBytesMax, isNullable } = column;
  const kept = startGathering(session, { layout, rowCount, valueBytesMax, isNullable });
  const indexes = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) indexes[i] = first + i;
  kept.append(vector, indexes, 0, rowCount);
  return kept.finish();
}
