import { invariant } from '../errors/invariant.ts';
import { FileMetaData, footerTail, MAGIC } from './footer.ts';
import { ColumnChunkField, moveRowGroup, RowGroup } from './move-row-group.ts';
import { corrupt, type PartFooter } from './part-footer.ts';
import { ThriftReader } from './thrift-reader.ts';
import { findField, numberAt, structsAt, type ThriftStruct, ThriftType } from './thrift-tree.ts';
import { encodeStruct, ThriftWriter } from './thrift-writer.ts';

/** `RowGroup.ordinal` is an i16: files with more row groups have none. */
const ORDINALS_MAX = 32_767;
const PIECE_BYTES = 1_048_576;

/** Where the page indexes of the next column chunk lie in the merged file. */
interface IndexPlace {
  column: number;
  offset: number;
}

/** The footer of a merged file while it grows: finished row groups and page indexes are kept as bytes. */
export class MergedFooter {
  #first: Pick<PartFooter, 'metaData' | 'schema'> | undefined;
  #dataEnd = MAGIC.length;
  #numRows = 0;
  readonly #rowGroups: Uint8Array[] = [];
  readonly #columnIndexes: Uint8Array[] = [];
  readonly #offsetIndexes: Uint8Array[] = [];

  /** Takes over the row groups of the next part, whose data follows the data of the parts before. */
  add(part: PartFooter): void {
    const { manifest, metaData, schema } = part;
    this.#first ??= { metaData, schema };
    if (!isEqual(schema, this.#first.schema)) throw corrupt(manifest, 'its schema differs from the first part');
    const shift = this.#dataEnd - manifest.data_start;
    for (const rowGroup of part.rowGroups) {
      const { column, offset } = moveRowGroup(part, rowGroup, shift);
      this.#columnIndexes.push(...column);
      this.#offsetIndexes.push(...offset);
      this.#rowGroups.push(encodeStruct(rowGroup));
    }
    this.#dataEnd += manifest.data_end - manifest.data_start;
    this.#numRows += part.numRows;
  }

  /** All that follows the data: column indexes, offset indexes, metadata, its length, magic. */
  *pieces(): Generator<Uint8Array> {
    const writer = new ThriftWriter();
    for (const index of [...this.#columnIndexes, ...this.#offsetIndexes]) {
      writer.raw(index);
      if (writer.length >= PIECE_BYTES) yield writer.take();
    }
    if (writer.length > 0) yield writer.take();
    let metaDataBytes = 0;
    for (const piece of this.#metaData(writer)) {
      metaDataBytes += piece.length;
      yield piece;
    }
    yield footerTail(metaDataBytes);
  }

  /** The first part's metadata with the rows and row groups of all. */
  *#metaData(writer: ThriftWriter): Generator<Uint8Array> {
    invariant(this.#first !== undefined, 'a merged file has at least one part');
    let previousId = 0;
    for (const { id, type, value } of this.#first.metaData) {
      writer.fieldHeader(previousId, id, type);
      previousId = id;
      if (id === FileMetaData.rowGroups) yield* this.#placedRowGroups(writer);
      else writer.value(type, id === FileMetaData.numRows ? this.#numRows : value);
    }
    writer.endStruct();
    yield writer.take();
  }

  *#placedRowGroups(writer: ThriftWriter): Generator<Uint8Array> {
    writer.listHeader(ThriftType.struct, this.#rowGroups.length);
    const columnIndexBytes = this.#columnIndexes.reduce((sum, { length }) => sum + length, 0);
    const place = { column: this.#dataEnd, offset: this.#dataEnd + columnIndexBytes };
    for (const [ordinal, bytes] of this.#rowGroups.entries()) {
      const rowGroup = new ThriftReader(bytes).struct();
      placeIndexes(rowGroup, place);
      writer.struct(this.#numbered(rowGroup, ordinal));
      if (writer.length >= PIECE_BYTES) yield writer.take();
    }
  }

  #numbered(rowGroup: ThriftStruct, ordinal: number): ThriftStruct {
    if (this.#rowGroups.length > ORDINALS_MAX) return rowGroup.filter(({ id }) => id !== RowGroup.ordinal);
    const field = findField(rowGroup, RowGroup.ordinal);
    if (field !== undefined) field.value = ordinal;
    return rowGroup;
  }
}

/** Sets the offsets of the row group's page indexes, which follow each other in the order of the columns. */
function placeIndexes(rowGroup: ThriftStruct, place: IndexPlace): void {
  for (const chunk of structsAt(rowGroup, RowGroup.columns)) {
    const column = findField(chunk, ColumnChunkField.columnIndexOffset);
    if (column !== undefined) column.value = place.column;
    place.column += numberAt(chunk, ColumnChunkField.columnIndexLength) ?? 0;
    const offset = findField(chunk, ColumnChunkField.offsetIndexOffset);
    if (offset !== undefined) offset.value = place.offset;
    place.offset += numberAt(chunk, ColumnChunkField.offsetIndexLength) ?? 0;
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
