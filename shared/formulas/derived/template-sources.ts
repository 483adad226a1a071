import type { OutputColumn } from '../../columns/column-program.ts';
import { LAYOUT_BYTES } from '../../columns/value-program.ts';
import type { Vector } from '../../columns/vector.ts';
import type { TemplateFilter, TemplatePiece } from '../../contracts/template-text.ts';
import { toLower, toUpper } from '../../expressions/letter-case.ts';
import type { KernelSession } from '../../kernels/kernel-session.ts';
import type { Address } from '../../kernels/kernels.ts';
import { jsonScalar, type ScalarType, type ScalarValue } from '../../nested/json-scalar.ts';

const LENGTH_BYTES = 4;
/** Characters of the longest number, date or time. */
const SCALAR_BYTES_MAX = 40;
const UUID_BYTES = 16;
const utf8 = new TextEncoder();
const decoder = new TextDecoder();

/** Writes the piece of one row at `out` and answers where it ends. Rows come in ascending order. */
export type AppendPiece = (out: Address, row: number) => Address;

/** Where a template takes a piece from: bound to the vector of every page anew. */
export interface TemplateSource {
  readonly bytesMax: number;
  bind(session: KernelSession, vector: Vector): AppendPiece;
}

type ColumnPiece = Extract<TemplatePiece, { kind: 'column' }>;

/** The canonical text of a column, as the text formats write it; nothing for a null. */
export function columnSource(piece: ColumnPiece, column: OutputColumn): TemplateSource {
  const source = valueSource(piece, column);
  return {
    bytesMax: source.bytesMax,
    bind(session, vector) {
      const append = source.bind(session, vector);
      const { presence } = vector;
      if (presence === undefined) return append;
      const { bytes } = session;
      // Text lies behind one another: also what is null has to be passed over.
      return (out, row) => {
        const end = append(out, row);
        return bytes[presence + row] === 1 ? end : out;
      };
    },
  };
}

function valueSource({ minDigits = 1, filter }: ColumnPiece, column: OutputColumn): TemplateSource {
  if (column.dictionary !== undefined) return codedSource(column, { minDigits, filter });
  if (column.layout === 'text') return textSource(column, filter);
  if (column.type.name === 'boolean') return bitSource();
  if (column.type.name === 'uuid') return uuidSource(filter);
  return scalarSource(column, minDigits);
}

/** Every entry's bytes are worked out once. */
function codedSource(
  { dictionary, layout, type }: OutputColumn,
  { minDigits, filter }: { readonly minDigits: number; readonly filter: TemplateFilter | undefined },
): TemplateSource {
  const isText = type.name === 'string' || type.name === 'enum';
  const textOf = isText || type.name === 'boolean' ? String : scalarText(type as ScalarType);
  const entries = (dictionary!.values as readonly ScalarValue[]).map((value) =>
    utf8.encode(filtered(padDigits(textOf(value), minDigits), filter)),
  );
  const bytesMax = entries.reduce((most, entry) => Math.max(most, entry.length), 0);
  return {
    bytesMax,
    bind({ bytes }, { values }) {
      const codes =
        layout === 'codes8'
          ? new Uint8Array(bytes.buffer, values)
          : new Uint16Array(bytes.buffer, values, Math.floor((bytes.length - values) / 2));
      return (out, row) => {
        const entry = entries[codes[row]!]!;
        for (let i = 0; i < entry.length; i++) bytes[out + i] = entry[i]!;
        return out + entry.length;
      };
    },
  };
}

function textSource({ valueBytesMax }: OutputColumn, filter: TemplateFilter | undefined): TemplateSource {
  // A letter in the other case can take up to three times the bytes.
  const bytesMax = (valueBytesMax - LENGTH_BYTES) * (filter === undefined ? 1 : 3);
  return {
    bytesMax,
    bind(session, { values }) {
      const { bytes, dataView } = session;
      let [next, at] = [0, values];
      return (out, row) => {
        for (; next < row; next++) at += LENGTH_BYTES + dataView.getUint32(at, true);
        const size = dataView.getUint32(at, true);
        const start = at + LENGTH_BYTES;
        if (filter !== undefined) return appendFiltered(bytes, { start, size, out }, filter);
        bytes.copyWithin(out, start, start + size);
        return out + size;
      };
    },
  };
}

/** ASCII letters byte by byte; anything else through a string. */
function appendFiltered(
  bytes: Uint8Array,
  { start, size, out }: { readonly start: Address; readonly size: number; readonly out: Address },
  filter: TemplateFilter,
): Address {
  const [first, last, shift] = filter === 'lower' ? [65, 90, 32] : [97, 122, -32];
  for (let i = 0; i < size; i++) {
    const byte = bytes[start + i]!;
    if (byte > 0x7f) {
      const text = filtered(decoder.decode(bytes.slice(start, start + size)), filter);
      return out + utf8.encodeInto(text, bytes.subarray(out)).written;
    }
    bytes[out + i] = byte >= first && byte <= last ? byte + shift : byte;
  }
  return out + size;
}

function bitSource(): TemplateSource {
  return {
    bytesMax: 'false'.length,
    bind:
      ({ bytes }, { values }) =>
      (out, row) =>
        appendAscii(bytes, out, ((bytes[values + (row >>> 3)]! >>> (row & 7)) & 1) === 1 ? 'true' : 'false'),
  };
}

function uuidSource(filter: TemplateFilter | undefined): TemplateSource {
  return {
    bytesMax: 36,
    bind:
      ({ bytes }, { values }) =>
      (out, row) => {
        const at = values + row * UUID_BYTES;
        let text = '';
        for (let i = 0; i < UUID_BYTES; i++)
          text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + bytes[at + i]!.toString(16).padStart(2, '0');
        return appendAscii(bytes, out, filtered(text, filter));
      },
  };
}

function scalarSource({ layout, type }: OutputColumn, minDigits: number): TemplateSource {
  const textOf = scalarText(type as ScalarType);
  const width = LAYOUT_BYTES[layout as keyof typeof LAYOUT_BYTES];
  return {
    bytesMax: Math.max(SCALAR_BYTES_MAX, minDigits + 1),
    bind({ bytes, dataView }, { values }) {
      const read = (at: Address): ScalarValue => {
        if (layout === 'i32') return dataView.getInt32(at, true);
        if (layout === 'f64') return dataView.getFloat64(at, true);
        return layout === 'f32' ? dataView.getFloat32(at, true) : dataView.getBigInt64(at, true);
      };
      return (out, row) => appendAscii(bytes, out, padDigits(textOf(read(values + row * width)), minDigits));
    },
  };
}

/** Text as the text formats write it: JSON's without quotes around it. */
function scalarText(type: ScalarType): (value: ScalarValue) => string {
  const json = jsonScalar(type);
  return (value) => {
    const text = json(value);
    return text.startsWith('"') ? text.slice(1, -1) : text;
  };
}

/** Zeros between the minus sign and the digits. */
export function padDigits(text: string, minDigits: number): string {
  if (minDigits <= 1) return text;
  return text.startsWith('-') ? `-${text.slice(1).padStart(minDigits, '0')}` : text.padStart(minDigits, '0');
}

/** As the functions lower and upper of expressions do. */
function filtered(text: string, filter: TemplateFilter | undefined): string {
  if (filter === undefined) return text;
  return filter === 'lower' ? toLower(text) : toUpper(text);
}

export function appendAscii(bytes: Uint8Array, out: Address, text: string): Address {
  for (let i = 0; i < text.length; i++) bytes[out + i] = text.charCodeAt(i);
  return out + text.length;
}
