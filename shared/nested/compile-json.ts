import { type GroupProgram, HIDDEN, type OutputColumn, type PageRange } from '../columns/column-program.ts';
import { bindPresence } from '../columns/presence.ts';
import type { StreamScope } from '../columns/stream-scope.ts';
import type { Vector } from '../columns/vector.ts';
import type { EntitySpec, SpecOf } from '../contracts/column-spec.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { compileNode } from './compile-node.ts';
import { jsonTextBytesMax } from './json-text-bounds.ts';
import type { NestedNode } from './nested-column.ts';
import { nestedTexts } from './nested-text.ts';
import { pagePlaces } from './places.ts';

/** What a place costs in a file beside its values: levels, offsets, validity. */
const PLACE_BYTES = 4;

export interface PlacedJsonColumn {
  readonly column: SpecOf<'json'>;
  readonly position?: number | undefined;
  /** Those that leaves describe. */
  readonly entities?: readonly EntitySpec[] | undefined;
}

/** A column of nested values, or of their JSON text. */
export function compileJson(placed: PlacedJsonColumn, scope: StreamScope): GroupProgram {
  const { column, position, entities = [] } = placed;
  const program = compileNode(column.value, { scope, entities, columnName: column.name, path: [] });
  const form = column.as === 'text' ? textForm(program.node) : nestedForm(program.node, program.valueBytesMax);
  const output: OutputColumn = {
    name: column.name,
    kind: column.kind,
    position: position ?? HIDDEN,
    isNullable: column.null_rate > 0,
    isDeltaFriendly: false,
    ...form.output,
  };
  return {
    columns: [output],
    scratchBytesPerRow: program.scratchBytesPerPlace + 1 + form.scratchBytesPerRow,
    scratchBytes: program.scratchBytes.blocks + program.scratchBytes.call,
    bind(session) {
      const emitPresence = bindPresence(session, scope, column);
      const emitTree = program.bind(session);
      const emitForm = form.bind(session);
      return (page) => {
        const presence = emitPresence(page);
        return [emitForm(page, () => ({ ...NOTHING_FLAT, ...presence, tree: emitTree(pagePlaces(page)) }))];
      };
    },
  };
}

const NOTHING_FLAT = { layout: 'nested', values: 0, byteLength: 0 } as const;

/** How the values of a page leave the column. */
interface Form {
  readonly output: Pick<OutputColumn, 'type' | 'layout' | 'nested' | 'valueBytesMax'>;
  /** Scratch beside that of the nested values. */
  readonly scratchBytesPerRow: number;
  /** `emit` makes the nested values in scratch; their presence is there already. */
  bind(session: KernelSession): (page: PageRange, emit: () => Vector) => Vector;
}

function nestedForm(node: NestedNode, valueBytesMax: number): Form {
  return {
    output: { type: { name: 'nested' }, layout: 'nested', nested: node, valueBytesMax: valueBytesMax + PLACE_BYTES },
    scratchBytesPerRow: 0,
    bind: () => (_page, emit) => emit(),
  };
}

/** The same values as text: a string column to every format. */
function textForm(node: NestedNode): Form {
  const valueBytesMax = jsonTextBytesMax(node);
  return {
    output: { type: { name: 'string' }, layout: 'text', valueBytesMax },
    scratchBytesPerRow: valueBytesMax,
    bind(session) {
      const writeTexts = nestedTexts(node);
      return ({ rowCount }, emit) => {
        const values = session.allocate(rowCount * valueBytesMax);
        const mark = session.mark();
        const nested = emit();
        const texts = writeTexts(session, nested, rowCount);
        session.bytes.set(texts, values);
        session.release(mark);
        const { tree: _tree, ...vector } = nested;
        return { ...vector, layout: 'text', values, byteLength: texts.length };
      };
    },
  };
}
