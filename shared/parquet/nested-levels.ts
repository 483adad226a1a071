import type { Vector } from '../columns/vector.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { NestedNode, NestedVector } from '../nested/nested-column.ts';

/** What one leaf of a nested column has on one page. */
export interface LeafPage {
  /** One value per place. */
  readonly vector: Vector;
  /** One byte per place, 1 = a value of the page; a place below a null is none. */
  readonly presence: Uint8Array;
  readonly presentCount: number;
  /** One byte per value, null or empty list. */
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
}

/** The places of one node in the order of the page, with the levels so far; -1 is a place that an ancestor lacks. */
interface Entries {
  readonly places: Int32Array;
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
}

/**
 * The pages of all leaves of a nested column, in the order of `nestedLeaves`. Source: Dremel's repetition and definition
 * levels (Melnik et al. 2010), over the three-level lists of parquet-format LogicalTypes.md.
 */
export function leafPages(
  session: KernelSession,
  { node, isNullable }: { readonly node: NestedNode; readonly isNullable: boolean },
  { tree, presence, rowCount }: Pick<Vector, 'tree' | 'presence'> & { readonly rowCount: number },
): LeafPage[] {
  invariant(tree !== undefined, 'a nested vector has a tree');
  const rows = topEntries(rowCount);
  const pages: LeafPage[] = [];
  const root = isNullable ? keepPresent(rows, presenceAt(session, presence, rowCount)) : rows;
  visit(node, tree, { entries: root, depth: 0 });
  return pages;

  function visit(at: NestedNode, vector: NestedVector, above: { entries: Entries; depth: number }): void {
    if (at.kind === 'leaf') {
      invariant(vector.kind === 'leaf', 'a page has the shape of its column');
      const own = presenceAt(session, vector.vector.presence, vector.count);
      const entries = at.column.isNullable ? keepPresent(above.entries, own) : above.entries;
      pages.push(leafPage(vector.vector, vector.count, entries));
      return;
    }
    invariant(vector.kind === at.kind, 'a page has the shape of its column');
    const entries = at.isNullable ? keepPresent(above.entries, vector.presence) : above.entries;
    if (at.kind === 'struct' && vector.kind === 'struct') {
      for (const [i, { node: member }] of at.members.entries())
        visit(member, vector.members[i]!, { ...above, entries });
    } else if (at.kind === 'list' && vector.kind === 'list') {
      const depth = above.depth + 1;
      visit(at.element, vector.element, { entries: repeat(entries, vector.offsets, depth), depth });
    }
  }
}

/** One entry per row. */
function topEntries(rowCount: number): Entries {
  const places = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) places[row] = row;
  return { places, repetition: new Uint8Array(rowCount), definition: new Uint8Array(rowCount) };
}

function presenceAt({ bytes }: KernelSession, at: number | undefined, count: number): Uint8Array | undefined {
  return at === undefined ? undefined : bytes.subarray(at, at + count);
}

/** One definition level up where there is a value; undefined: everywhere. */
function keepPresent({ places, repetition, definition }: Entries, presence: Uint8Array | undefined): Entries {
  const count = places.length;
  const kept = { places: new Int32Array(count), repetition, definition: new Uint8Array(count) };
  for (let i = 0; i < count; i++) {
    const place = places[i]!;
    const isPresent = place >= 0 && (presence === undefined || presence[place] === 1);
    kept.places[i] = isPresent ? place : -1;
    kept.definition[i] = definition[i]! + (isPresent ? 1 : 0);
  }
  return kept;
}

/** One entry per element, one level up; a list without elements keeps its entry as it is. */
function repeat({ places, repetition, definition }: Entries, offsets: Int32Array, depth: number): Entries {
  let count = 0;
  for (let i = 0; i < places.length; i++) count += Math.max(lengthAt(offsets, places[i]!), 1);
  const elements = {
    places: new Int32Array(count),
    repetition: new Uint8Array(count),
    definition: new Uint8Array(count),
  };
  let out = 0;
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    const length = lengthAt(offsets, place);
    elements.repetition[out] = repetition[i]!;
    if (length === 0) {
      elements.places[out] = -1;
      elements.definition[out++] = definition[i]!;
      continue;
    }
    const first = offsets[place]!;
    elements.repetition.fill(depth, out + 1, out + length);
    elements.definition.fill(definition[i]! + 1, out, out + length);
    for (let j = 0; j < length; j++) elements.places[out++] = first + j;
  }
  return elements;
}

function lengthAt(offsets: Int32Array, place: number): number {
  return place < 0 ? 0 : offsets[place + 1]! - offsets[place]!;
}

function leafPage(vector: Vector, count: number, { places, repetition, definition }: Entries): LeafPage {
  const presence = new Uint8Array(count);
  let presentCount = 0;
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    if (place < 0) continue;
    presence[place] = 1;
    presentCount += 1;
  }
  return { vector, presence, presentCount, repetition, definition };
}
