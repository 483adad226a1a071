import type { OutputColumn } from '../columns/column-program.ts';
import { lazyTable } from '../columns/lazy-table.ts';
import type { Vector } from '../columns/vector.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { ByteSink } from './byte-sink.ts';
import { appendScalars } from './json-digits.ts';
import type { ScalarType } from './json-scalar.ts';
import {
  type AppendJson,
  booleanText,
  codedText,
  entryTexts,
  hexText,
  listText,
  memberLeads,
  nullableText,
  objectText,
  plainJsonTexts,
  textsText,
  uuidsText,
} from './json-text.ts';
import type { NestedNode, NestedVector } from './nested-column.ts';

const LENGTH_BYTES = 4;

/**
 * The JSON texts of a page of a nested column as PLAIN text (u32 byte length, bytes), one entry per row: `null` where the
 * row is null. Outside linear memory; valid until the next call.
 */
export type WriteNestedTexts = (session: KernelSession, vector: Vector, rowCount: number) => Uint8Array;

/** Prepares what all pages of a nested column share: names, and the texts of dictionaries. */
export function nestedTexts(node: NestedNode): WriteNestedTexts {
  const bindPage = nodeText(node);
  const sink = new ByteSink();
  return (session, { tree, presence }, rowCount) => {
    invariant(tree !== undefined, 'a nested vector has a tree');
    const append = nullableText(isPresentIn(session, presence), bindPage(session, tree));
    return plainJsonTexts(sink, append, rowCount);
  };
}

type BindPage = (session: KernelSession, vector: NestedVector) => AppendJson;

function nodeText(node: NestedNode): BindPage {
  switch (node.kind) {
    case 'leaf':
      return leafText(node.column);
    case 'struct': {
      const leads = memberLeads(node.members.map(({ name }) => name));
      const members = node.members.map((member) => nodeText(member.node));
      return (session, vector) => {
        invariant(vector.kind === 'struct', 'a page has the shape of its column');
        const appends = members.map((member, index) => member(session, vector.members[index]!));
        return nullableText(isPresentAt(vector.presence), objectText(leads, appends));
      };
    }
    case 'list': {
      const element = nodeText(node.element);
      return (session, vector) => {
        invariant(vector.kind === 'list', 'a page has the shape of its column');
        return nullableText(isPresentAt(vector.presence), listText(vector.offsets, element(session, vector.element)));
      };
    }
  }
}

function leafText(column: OutputColumn): BindPage {
  const valueText = leafValueText(column);
  return (session, vector) => {
    invariant(vector.kind === 'leaf', 'a page has the shape of its column');
    const { presence } = vector.vector;
    return nullableText(isPresentIn(session, presence), valueText(session, vector.vector, vector.count));
  };
}

type BindValues = (session: KernelSession, vector: Vector, count: number) => AppendJson;

function leafValueText({ type, layout, dictionary }: OutputColumn): BindValues {
  invariant(type.name !== 'nested', 'a leaf holds one value');
  const entries = lazyTable(() => entryTexts(type, dictionary?.values ?? []));
  switch (layout) {
    case 'codes8':
      return ({ bytes }, { values }, count) => codedText(bytes.subarray(values, values + count), entries());
    case 'codes16':
      return ({ bytes }, { values }, count) => codedText(new Uint16Array(bytes.buffer, values, count), entries());
    case 'bits':
      return ({ bytes }, { values, byteLength }) => booleanText(bytes.subarray(values, values + byteLength));
    case 'fixed16':
      return ({ bytes }, { values, byteLength }) => uuidsText(bytes.subarray(values, values + byteLength));
    case 'text':
      return (session, vector, count) => {
        const texts = session.bytes.subarray(vector.values, vector.values + vector.byteLength);
        const text = type.name === 'binary' ? hexText : textsText;
        return text(texts, entryOffsets(session, vector, count), LENGTH_BYTES);
      };
    default: {
      invariant(layout !== 'nested', 'a leaf holds one value');
      const Numbers = { i32: Int32Array, i64: BigInt64Array, f32: Float32Array, f64: Float64Array }[layout];
      return ({ bytes }, { values }, count) =>
        appendScalars(type as ScalarType, new Numbers(bytes.buffer as ArrayBuffer, values, count));
    }
  }
}

/** Where each entry of PLAIN text begins, relative to its values; one more for the end. */
function entryOffsets({ dataView }: KernelSession, { values, byteLength }: Vector, count: number): Uint32Array {
  const offsets = new Uint32Array(count + 1);
  let at = 0;
  for (let place = 0; place < count; place++) {
    offsets[place] = at;
    at += LENGTH_BYTES + dataView.getUint32(values + at, true);
  }
  offsets[count] = byteLength;
  return offsets;
}

function isPresentIn({ bytes }: KernelSession, presence: number | undefined) {
  return presence === undefined ? undefined : (place: number) => bytes[presence + place] === 1;
}

function isPresentAt(presence: Uint8Array | undefined) {
  return presence === undefined ? undefined : (place: number) => presence[place] === 1;
}
