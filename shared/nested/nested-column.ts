import type { OutputColumn } from '../columns/column-program.ts';
import type { Vector } from '../columns/vector.ts';

/**
 * What a nested column is made of, whatever the page: a tree of structs, lists and leaves. A struct and its members have
 * the same places; a list has places of its own for its elements, those of all lists of a page one after the other.
 */
export type NestedNode = NestedLeaf | NestedStruct | NestedList;

export interface NestedLeaf {
  readonly kind: 'leaf';
  /** Its values as a column of their own would hold them; `isNullable` and `name` are those of the leaf. */
  readonly column: OutputColumn;
}

export interface NestedStruct {
  readonly kind: 'struct';
  readonly isNullable: boolean;
  readonly members: readonly NestedMember[];
}

export interface NestedMember {
  readonly name: string;
  readonly node: NestedNode;
}

export interface NestedList {
  readonly kind: 'list';
  readonly isNullable: boolean;
  readonly element: NestedNode;
  /** Elements of one list: the most, and about how many are usual. */
  readonly lengths: { readonly max: number; readonly expected: number };
}

/** One page of a nested column: the same tree with its values. What lies below a null may hold anything. */
export type NestedVector = NestedLeafVector | NestedStructVector | NestedListVector;

export interface NestedLeafVector {
  readonly kind: 'leaf';
  /** One value per place. */
  readonly vector: Vector;
  /** Places. */
  readonly count: number;
}

export interface NestedStructVector {
  readonly kind: 'struct';
  /** One byte per place, 1 = present. Absent: none is null. */
  readonly presence?: Uint8Array;
  /** As the struct's members. */
  readonly members: readonly NestedVector[];
  readonly count: number;
}

export interface NestedListVector {
  readonly kind: 'list';
  /** As in a struct. */
  readonly presence?: Uint8Array;
  /** The list at place i has the elements at [offsets[i], offsets[i + 1]) of its own places; a null one has none. */
  readonly offsets: Int32Array;
  readonly element: NestedVector;
  readonly count: number;
}

/** The leaves of a nested column in the order of its text. */
export function nestedLeaves(node: NestedNode): NestedLeaf[] {
  switch (node.kind) {
    case 'leaf':
      return [node];
    case 'struct':
      return node.members.flatMap((member) => nestedLeaves(member.node));
    case 'list':
      return nestedLeaves(node.element);
  }
}
