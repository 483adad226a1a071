import { presentThreshold } from '../columns/presence.ts';
import { placeKey, type StreamScope } from '../columns/stream-scope.ts';
import type { ValueProgram } from '../columns/value-program.ts';
import type { EntitySpec, JsonValueNode } from '../contracts/column-spec.ts';
import { isJsonList, isJsonObject, type JsonLength } from '../contracts/json-node.ts';
import { continuousLaw } from '../draws/continuous-laws.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { outputColumn } from '../kinds/compile-single.ts';
import { compileValues } from '../kinds/value-compilers.ts';
import { callRows, type EmitPlaces, emitAtPlaces } from './emit-places.ts';
import type { NestedNode, NestedVector } from './nested-column.ts';
import { isPersonSpec, personValues } from './person-values.ts';
import { elementPlaces, type Places } from './places.ts';

/** Alignment and slack of the scratch blocks that one node takes. */
const NODE_BYTES = 8 * 96;
const QUARTER_MIDDLES = [1 / 8, 3 / 8];
const PRESENCE = { layout: 'codes8', valueBytesMax: 1, scratchBytesPerRow: 1 } as const;

/** One node of a nested column, compiled. */
export interface NodeProgram {
  readonly node: NestedNode;
  /** Upper bound of scratch bytes for each place of the node, those of everything below it included. */
  readonly scratchBytesPerPlace: number;
  /** Scratch that is needed whatever the size of a page: for blocks, and for the largest call. */
  readonly scratchBytes: { readonly blocks: number; readonly call: number };
  /** Upper bound of the bytes of values for each place. */
  readonly valueBytesMax: number;
  bind(session: KernelSession): (places: Places) => NestedVector;
}

/** Whose streams a node draws. */
export interface NodeScope {
  readonly scope: StreamScope;
  readonly columnName: string;
  /** Those that leaves describe. */
  readonly entities: readonly EntitySpec[];
  /** Names of members, and null for the element of a list: where the node stands, whatever stands beside it. */
  readonly path: readonly (string | null)[];
}

/**
 * Every node has streams of its own, named by its path: adding or moving members changes no other value. A stream is
 * asked for the row numbers of `places`.
 */
export function compileNode(spec: JsonValueNode, at: NodeScope): NodeProgram {
  if (isJsonObject(spec)) return compileStruct(spec, at);
  return isJsonList(spec) ? compileList(spec, at) : compileLeaf(spec, at);
}

type Leaf = Exclude<JsonValueNode, { object: unknown } | { list: unknown }>;

function compileLeaf(spec: Leaf, at: NodeScope): NodeProgram {
  const program = isPersonSpec(spec)
    ? personValues(spec, at)
    : compileValues(spec as Parameters<typeof compileValues>[0]);
  const { rowText: _rows, ...values } = program;
  // Arrow's readers of Parquet take an enum within a struct for bytes: it is text like any other here.
  const type = program.type.name === 'enum' ? ({ name: 'string' } as const) : program.type;
  const column = outputColumn(spec, undefined, { ...values, type });
  return {
    node: { kind: 'leaf', column },
    scratchBytesPerPlace: Math.max(program.scratchBytesPerRow, program.valueBytesMax) + 1,
    scratchBytes: { blocks: NODE_BYTES, call: callRows(program) * program.scratchBytesPerRow },
    valueBytesMax: program.valueBytesMax,
    bind(session) {
      const emitValues = bindProgram(session, program, { at, purpose: 'value' });
      const emitPresence = bindPlacedPresence(session, spec.null_rate, at);
      return (places) => ({
        kind: 'leaf',
        vector: { layout: program.layout, ...emitValues(places), ...emitPresence(places) },
        count: places.count,
      });
    },
  };
}

function compileStruct(spec: Extract<JsonValueNode, { object: unknown }>, at: NodeScope): NodeProgram {
  const programs = spec.object.map((member) => compileNode(member, { ...at, path: [...at.path, member.name] }));
  const members = spec.object.map(({ name }, index) => ({ name, node: programs[index]!.node }));
  const sum = (of: (program: NodeProgram) => number) => programs.reduce((total, program) => total + of(program), 0);
  return {
    node: { kind: 'struct', isNullable: spec.null_rate > 0, members },
    scratchBytesPerPlace: sum((program) => program.scratchBytesPerPlace) + 1,
    scratchBytes: {
      blocks: sum((program) => program.scratchBytes.blocks) + NODE_BYTES,
      call: Math.max(...programs.map((program) => program.scratchBytes.call)),
    },
    valueBytesMax: sum((program) => program.valueBytesMax),
    bind(session) {
      const emitPresence = bindPlacedPresence(session, spec.null_rate, at);
      const emitMembers = programs.map((program) => program.bind(session));
      return (places) => ({
        kind: 'struct',
        ...copyPresence(session, emitPresence(places), places.count),
        members: emitMembers.map((emit) => emit(places)),
        count: places.count,
      });
    },
  };
}

function compileList(spec: Extract<JsonValueNode, { list: unknown }>, at: NodeScope): NodeProgram {
  const element = compileNode(spec.list, { ...at, path: [...at.path, null] });
  const { max } = spec.length;
  const lengths = compileLengths(spec.length);
  return {
    node: { kind: 'list', isNullable: spec.null_rate > 0, element: element.node, lengths: lengths.bounds },
    scratchBytesPerPlace: element.scratchBytesPerPlace * max + lengths.program.scratchBytesPerRow + 1,
    scratchBytes: {
      blocks: element.scratchBytes.blocks + 2 * NODE_BYTES,
      call: Math.max(element.scratchBytes.call, callRows(lengths.program) * lengths.program.scratchBytesPerRow),
    },
    valueBytesMax: element.valueBytesMax * max,
    bind(session) {
      const emitPresence = bindPlacedPresence(session, spec.null_rate, at);
      const emitLengths = bindProgram(session, lengths.program, { at, purpose: 'length' });
      const emitElements = element.bind(session);
      return (places) => {
        const { presence } = copyPresence(session, emitPresence(places), places.count);
        const drawn = lengths.read(session, emitLengths(places), places.count);
        const offsets = offsetsOf(drawn, presence);
        const elements = emitElements(elementPlaces(places, offsets, max));
        return {
          kind: 'list',
          ...(presence !== undefined && { presence }),
          offsets,
          element: elements,
          count: places.count,
        };
      };
    },
  };
}

/** Lengths are drawn as an integer column would be, from few values or many. */
function compileLengths({ min, max, distribution }: JsonLength) {
  const spec = { name: 'length', null_rate: 0, kind: 'integer', min, max, distribution } as const;
  const program = compileValues(spec);
  const values = program.dictionary?.values as readonly number[] | undefined;
  return {
    program,
    bounds: { max, expected: expectedLength({ min, max, distribution }) },
    read({ bytes }: KernelSession, { values: at }: { values: number }, count: number): ArrayLike<number> {
      if (values === undefined) return new Int32Array(bytes.buffer as ArrayBuffer, at, count);
      const Codes = program.layout === 'codes8' ? Uint8Array : Uint16Array;
      const codes = new Codes(bytes.buffer as ArrayBuffer, at, count);
      const lengths = new Int32Array(count);
      for (let place = 0; place < count; place++) lengths[place] = values[codes[place]!]!;
      return lengths;
    },
  };
}

/** The mean of a law within its bounds, near enough for an estimate: of the middles of its quarters. */
function expectedLength({ min, max, distribution }: JsonLength): number {
  const law = continuousLaw(distribution, { low: min, high: max });
  const middles = QUARTER_MIDDLES.flatMap((p) => [law.quantileLower(p), law.quantileUpper(p)]);
  return middles.reduce((sum, length) => sum + Math.min(Math.max(length, min), max), 0) / middles.length;
}

/** A null list has no elements. */
function offsetsOf(lengths: ArrayLike<number>, presence: Uint8Array | undefined): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  for (let place = 0; place < lengths.length; place++) {
    const length = presence === undefined || presence[place] === 1 ? lengths[place]! : 0;
    offsets[place + 1] = offsets[place]! + length;
  }
  return offsets;
}

function bindProgram(
  session: KernelSession,
  program: ValueProgram,
  { at, purpose }: { readonly at: NodeScope; readonly purpose: string },
): EmitPlaces {
  return emitAtPlaces(session, program, program.bind(session, placeNodeKey(session, at, purpose)));
}

interface PlacedPresence {
  readonly presence?: number;
  readonly nullCount: number;
}

function bindPlacedPresence(
  session: KernelSession,
  nullRate: number,
  at: NodeScope,
): (places: Places) => PlacedPresence {
  if (nullRate === 0) return () => ({ nullCount: 0 });
  const key = placeNodeKey(session, at, 'null');
  const threshold = presentThreshold(nullRate);
  const emit = emitAtPlaces(session, PRESENCE, ({ rowStart, rowCount }) => {
    const values = session.allocate(rowCount);
    session.kernels.booleanBytes(values, rowCount, key, rowStart, threshold);
    return { values, byteLength: rowCount };
  });
  return (places) => {
    const { values: presence } = emit(places);
    const { bytes } = session;
    let nullCount = 0;
    for (let place = 0; place < places.count; place++) nullCount += 1 - bytes[presence + place]!;
    return { presence, nullCount };
  };
}

function copyPresence({ bytes }: KernelSession, { presence }: PlacedPresence, count: number) {
  return presence === undefined ? {} : { presence: bytes.slice(presence, presence + count) };
}

/** No purpose of a column that is not nested looks like this: they are single words. */
function placeNodeKey(session: KernelSession, { scope, columnName, path }: NodeScope, purpose: string): number {
  return placeKey(session, scope, columnName, `${purpose} ${JSON.stringify(path)}`);
}
