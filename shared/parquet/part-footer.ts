import type { PartManifest } from '../contracts/part-manifest.ts';
import { AppError } from '../errors/app-error.ts';
import { FileMetaData, FOOTER_TAIL_BYTES, MAGIC } from './footer.ts';
import { ThriftReader } from './thrift-reader.ts';
import { findField, numberAt, structsAt, type ThriftStruct } from './thrift-tree.ts';
import { ThriftWriter } from './thrift-writer.ts';

/** What merging knows of a part: everything behind its row groups. */
export interface PartFooter {
  readonly manifest: PartManifest;
  /** The part's bytes from `manifest.data_end` on. */
  readonly tail: Uint8Array;
  readonly metaData: ThriftStruct;
  readonly rowGroups: readonly ThriftStruct[];
  readonly numRows: number;
  /** The schema as the file has it, for comparison. */
  readonly schema: Uint8Array;
}

/**
 * Parses the tail of a part; throws CORRUPT_PART naming the part where it does not fit the manifest, RangeError where its
 * metadata cannot be read.
 */
export function readPartFooter(manifest: PartManifest, tail: Uint8Array): PartFooter {
  const metaDataEnd = tail.length - FOOTER_TAIL_BYTES;
  if (metaDataEnd < 0 || tail.length !== manifest.bytes - manifest.data_end) throw corrupt(manifest, 'it is cut short');
  if (!MAGIC.every((byte, i) => tail[tail.length - MAGIC.length + i] === byte)) {
    throw corrupt(manifest, 'it does not end as Parquet files do');
  }
  const metaDataBytes = new DataView(tail.buffer, tail.byteOffset).getUint32(metaDataEnd, true);
  if (metaDataBytes > metaDataEnd) throw corrupt(manifest, 'its footer begins before its data ends');
  const metaData = new ThriftReader(tail.subarray(metaDataEnd - metaDataBytes, metaDataEnd)).struct();
  const numRows = numberAt(metaData, FileMetaData.numRows) ?? -1;
  if (numRows !== manifest.row_end - manifest.row_start) {
    throw corrupt(manifest, `it has ${numRows} rows instead of ${manifest.row_end - manifest.row_start}`);
  }
  const rowGroups = structsAt(metaData, FileMetaData.rowGroups);
  return { manifest, tail, metaData, rowGroups, numRows, schema: schemaBytes(manifest, metaData) };
}

/** Bytes [start, start + byteLength) of the part, which lie behind its data. */
export function tailBytes({ manifest, tail }: PartFooter, start: number, byteLength: number): Uint8Array {
  const at = start - manifest.data_end;
  if (at < 0 || at + byteLength > tail.length) throw corrupt(manifest, 'a page index lies outside its place');
  return tail.slice(at, at + byteLength);
}

/** The error of a part that is not what its manifest says; `problem` completes "part … is damaged:". */
export function corrupt({ key }: PartManifest, problem: string, cause?: unknown): AppError {
  return new AppError('CORRUPT_PART', `part ${key} is damaged: ${problem}; generate it again`, { cause });
}

function schemaBytes(manifest: PartManifest, metaData: ThriftStruct): Uint8Array {
  const schema = findField(metaData, FileMetaData.schema);
  if (schema === undefined) throw corrupt(manifest, 'it has no schema');
  const writer = new ThriftWriter();
  writer.value(schema.type, schema.value);
  return writer.take();
}
