import type { OutputColumn, RowText } from '../columns/column-program.ts';
import { invariant } from '../errors/invariant.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { type CodecName, compressBytes } from './codec.ts';
import { dictionaryPageHeader, Encoding } from './page-header.ts';
import { comparePlain, dictionaryValues, type PlainValue, plainValues } from './plain.ts';
import { isWithinReach } from './row-text-page.ts';
import { PhysicalType, physicalType } from './schema.ts';

/** Below this, a text dictionary weighs nothing in a part; its codec would cost every page of codes. */
const COMPRESSED_DICTIONARY_BYTES = 16_384;

export type PageEncoding = 'dictionary' | 'delta' | 'plain';

/** How one column is written in every part: decided from the column's nature, never from its values. */
export interface ColumnChunk {
  readonly column: OutputColumn;
  readonly type: PhysicalType;
  readonly encoding: PageEncoding;
  readonly codec: CodecName;
  readonly maxDefinitionLevel: number;
  /** 0 outside lists. */
  readonly maxRepetitionLevel: number;
  /** Names from the top of the schema down to the column. */
  readonly path: readonly string[];
  readonly dictionary?: EncodedDictionary;
  /** Present: pages are made of row numbers alone (`row-text-page.ts`), no vector is asked for. */
  readonly rowText?: RowText;
}

export interface EncodedDictionary {
  readonly values: readonly PlainValue[];
  /** Codes in ascending order of their values. */
  readonly order: Uint16Array;
  /** Bits of one code, at least 1. */
  readonly bitWidth: number;
  /** Header and compressed body. */
  readonly page: Uint8Array;
  /** Header and body before compression. */
  readonly uncompressedBytes: number;
}

/** Plans the column chunk; compresses its dictionary page through the free part of the arena. */
export function planColumnChunk(session: KernelSession, column: OutputColumn, compression: CodecName): ColumnChunk {
  const type = physicalType(column.type);
  const maxDefinitionLevel = column.isNullable ? 1 : 0;
  const base = { column, type, maxDefinitionLevel, maxRepetitionLevel: 0, path: [column.name] };
  if (column.layout === 'codes8' || column.layout === 'codes16') {
    invariant(column.dictionary !== undefined, 'a column of codes has a dictionary');
    const values = dictionaryValues(column.dictionary);
    const body = plainValues(values, type);
    const isText = type === PhysicalType.byteArray;
    const codec = isText && body.length >= COMPRESSED_DICTIONARY_BYTES ? compression : 'none';
    const dictionary = encodeDictionary(session, { values, body, codec });
    return { ...base, encoding: 'dictionary', codec, dictionary };
  }
  const encoding = column.layout === 'i64' && column.isDeltaFriendly ? 'delta' : 'plain';
  const codec = isWorthCompressing(column, encoding, compression) ? compression : 'none';
  const { rowText } = column;
  const isNumbered = rowText !== undefined && codec === 'snappy' && !column.isNullable && isWithinReach(rowText);
  return { ...base, encoding, codec, ...(isNumbered && { rowText }) };
}

/**
 * Text always (repeats within and between values). Numbers only with zstd, whose entropy stage finds the bytes that
 * are always zero. Never random doubles, uuids and packed bits, which nothing makes smaller.
 */
function isWorthCompressing({ layout, type }: OutputColumn, encoding: PageEncoding, compression: CodecName): boolean {
  if (layout === 'text') return true;
  if (compression !== 'zstd' || encoding === 'delta') return false;
  const hasDecimals = 'decimals' in type && type.decimals !== undefined;
  return layout === 'i32' || layout === 'i64' || hasDecimals;
}

function encodeDictionary(
  session: KernelSession,
  { values, body, codec }: { values: readonly PlainValue[]; body: Uint8Array; codec: CodecName },
): EncodedDictionary {
  const compressed = compressBytes(session, codec, body);
  const header = dictionaryPageHeader({
    uncompressedBytes: body.length,
    compressedBytes: compressed.length,
    numValues: values.length,
    encoding: Encoding.plain,
  });
  const page = new Uint8Array(header.length + compressed.length);
  page.set(header);
  page.set(compressed, header.length);
  const order = Uint16Array.from(values.keys()).sort((a, b) => comparePlain(values[a]!, values[b]!));
  const bitWidth = Math.max(1, 32 - Math.clz32(Math.max(0, values.length - 1)));
  return { values, order, bitWidth, page, uncompressedBytes: header.length + body.length };
}
