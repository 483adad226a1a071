import { describe, expect, it } from 'vitest';
import type { OutputColumn } from '../../../shared/columns/column-program.ts';
import { KernelSession } from '../../../shared/kernels/kernel-session.ts';
import { compileKernels, createWasmKernels } from '../../../shared/kernels/wasm-kernels.ts';
import type { NestedNode, NestedVector } from '../../../shared/nested/nested-column.ts';
import { leafPages } from '../../../shared/parquet/nested-levels.ts';

const session = new KernelSession(createWasmKernels(compileKernels()));

const leaf = (name: string, isNullable: boolean): NestedNode => ({
  kind: 'leaf',
  column: { name, isNullable, type: { name: 'string' }, layout: 'text' } as OutputColumn,
});
const struct = (members: Record<string, NestedNode>): NestedNode => ({
  kind: 'struct',
  isNullable: false,
  members: Object.entries(members).map(([name, node]) => ({ name, node })),
});
const list = (element: NestedNode, isNullable = false): NestedNode => ({
  kind: 'list',
  isNullable,
  element,
  lengths: { max: 9, expected: 1 },
});

/** A leaf's page; `presence` is placed in linear memory. */
function values(count: number, presence?: number[]): NestedVector {
  const vector = { layout: 'text', values: 0, byteLength: 0, nullCount: 0 } as const;
  if (presence === undefined) return { kind: 'leaf', vector, count };
  const at = session.allocate(count);
  session.bytes.set(presence, at);
  return { kind: 'leaf', vector: { ...vector, presence: at }, count };
}
const lists = (offsets: number[], element: NestedVector, presence?: number[]): NestedVector => ({
  kind: 'list',
  count: offsets.length - 1,
  offsets: Int32Array.from(offsets),
  element,
  ...(presence !== undefined && { presence: Uint8Array.from(presence) }),
});

const levels = (node: NestedNode, tree: NestedVector, rowCount: number) =>
  leafPages(session, { node, isNullable: false }, { tree, rowCount }).map(({ repetition, definition, presence }) => ({
    repetition: [...repetition],
    definition: [...definition],
    presence: [...presence],
  }));

describe('leafPages', () => {
  session.reset();
  session.reserveScratch(4_096);

  it('gives the levels of the Dremel paper', () => {
    // Melnik et al. 2010, figures 2 and 3: column Name.Language.Country of two documents, with repeated groups Name and
    // Language and optional Country. Its levels count repeated groups and optional fields only, as ours do here.
    const node = struct({
      name: list(struct({ language: list(struct({ country: leaf('country', true) })) })),
    });
    const country = values(3, [1, 0, 1]);
    const language: NestedVector = { kind: 'struct', count: 3, members: [country] };
    // r1: three names with two, none and one language; r2: one name without.
    const names: NestedVector = { kind: 'struct', count: 4, members: [lists([0, 2, 2, 3, 3], language)] };
    const tree: NestedVector = { kind: 'struct', count: 2, members: [lists([0, 3, 4], names)] };
    expect(levels(node, tree, 2)).toEqual([
      { repetition: [0, 2, 1, 1, 0], definition: [3, 2, 1, 3, 1], presence: [1, 0, 1] },
    ]);
  });

  it('tells null lists, empty lists and null elements apart', () => {
    const node = list(leaf('x', true), true);
    const tree = lists([0, 0, 0, 2, 3], values(3, [1, 0, 1]), [0, 1, 1, 1]);
    expect(levels(node, tree, 4)).toEqual([
      { repetition: [0, 0, 0, 1, 0], definition: [0, 1, 3, 2, 3], presence: [1, 0, 1] },
    ]);
  });

  it('takes no value from below a null', () => {
    const inner: NestedNode = { ...struct({ x: leaf('x', false) }), isNullable: true } as NestedNode;
    const node = struct({ inner });
    const tree: NestedVector = {
      kind: 'struct',
      count: 3,
      members: [{ kind: 'struct', count: 3, presence: Uint8Array.of(1, 0, 1), members: [values(3)] }],
    };
    expect(levels(node, tree, 3)).toEqual([{ repetition: [0, 0, 0], definition: [1, 0, 1], presence: [1, 0, 1] }]);
  });
});
