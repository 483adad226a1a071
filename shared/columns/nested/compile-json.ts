import type { SpecOf } from '../../contracts/column-spec.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import { type GroupProgram, HIDDEN, type OutputColumn, type PageRange } from '../column-program.ts';
import { bindPresence } from '../presence.ts';
import type { StreamScope } from '../stream-scope.ts';
import type { Vector } from '../vector.ts';
import { compileNode, type NodeProgram } from './compile-node.ts';
import { jsonTextBytesMax } from './json-text-bounds.ts';
import { nestedTexts } from './nested-text.ts';
import { pagePlaces } from './places.ts';

/** What a place costs in a file beside its values: levels, offsets, validity. */
const PLACE_BYTES = 4;

export interface PlacedJsonColumn {
  readonly column: SpecOf<'json'>;
  readonly position?: number | undefined;
}

/** A column of nested values, or of their JSON text. */
export function compileJson({ column, position }: PlacedJsonColumn, scope: StreamScope): GroupProgram {
  const program = compileNode(column.value, { scope, columnName: column.name, path: [] });
  const base = { name: column.name, kind: column.kind, position: position ?? HIDDEN, isDeltaFriendly: false };
  const isNullable = column.null_rate > 0;
  const valueBytesMax = program.valueBytesMax + PLACE_BYTES;
  const nested: OutputColumn = {
    ...base,
    type: { name: 'nested' },
    layout: 'nested',
    nested: program.node,
    isNullable,
    valueBytesMax,
  };
  const nestedProgram: GroupProgram = {
    columns: [nested],
    scratchBytesPerRow: program.scratchBytesPerPlace + 1,
    scratchBytes: program.scratchBytes.blocks + program.scratchBytes.call,
    bind: (session) => {
      const emit = bindNested(session, program, { column, scope });
      return (page) => [emit(page)];
    },
  };
  return column.as === 'text' ? asText(nestedProgram, nested) : nestedProgram;
}

function bindNested(
  session: KernelSession,
  program: NodeProgram,
  { column, scope }: { readonly column: SpecOf<'json'>; readonly scope: StreamScope },
): (page: PageRange) => Vector {
  const emitPresence = bindPresence(session, scope, column);
  const emitTree = program.bind(session);
  return (page) => ({
    layout: 'nested',
    values: 0,
    byteLength: 0,
    ...emitPresence(page),
    tree: emitTree(pagePlaces(page)),
  });
}

/** The same values as text: a string column to every format. */
function asText(program: GroupProgram, { nested, valueBytesMax: _nestedBytes, ...base }: OutputColumn): GroupProgram {
  const node = nested!;
  const valueBytesMax = jsonTextBytesMax(node);
  return {
    columns: [{ ...base, type: { name: 'string' }, layout: 'text', valueBytesMax }],
    scratchBytesPerRow: program.scratchBytesPerRow + valueBytesMax,
    scratchBytes: program.scratchBytes ?? 0,
    bind(session) {
      const emit = program.bind(session);
      const writeTexts = nestedTexts(node);
      return (page, earlier) => {
        const values = session.allocate(page.rowCount * valueBytesMax);
        const mark = session.mark();
        const [vector] = emit(page, earlier);
        const { presence, nullCount } = vector!;
        const texts = writeTexts(session, vector!, page.rowCount);
        session.bytes.set(texts, values);
        session.release(mark);
        return [
          { layout: 'text', values, byteLength: texts.length, ...(presence !== undefined && { presence }), nullCount },
        ];
      };
    },
  };
}
