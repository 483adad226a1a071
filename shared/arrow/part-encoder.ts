import { makeData, RecordBatch, RecordBatchStreamWriter, type Schema, Struct } from 'apache-arrow';
import type { PartEncoder } from '../formats/part-encoder.ts';
import type { BoundTable } from '../generation/table-program.ts';
import { arrowSchema } from './arrow-schema.ts';
import { columnData } from './column-data.ts';
import { END_OF_STREAM, firstMessageBytes } from './stream-frame.ts';

/**
 * Parts as Arrow IPC streams, one record batch per page. The data range holds the record batches: everything after the
 * schema message, up to the end-of-stream mark.
 */
export function createArrowPartEncoder(bound: BoundTable): PartEncoder {
  const schema = arrowSchema(bound.program.columns);
  return {
    encode(rowStart, rowEnd, onPage) {
      const writer = new RecordBatchStreamWriter();
      writer.reset(undefined, schema);
      for (let row = rowStart; row < rowEnd; row += bound.program.pageRows) {
        const rowCount = Math.min(bound.program.pageRows, rowEnd - row);
        writer.write(pageBatch(bound, schema, { rowStart: row, rowCount }));
        onPage?.(row + rowCount - rowStart);
      }
      writer.finish();
      const stream = writer.toUint8Array(true);
      return {
        slices: [stream],
        bytes: stream.length,
        dataStart: firstMessageBytes(stream),
        dataEnd: stream.length - END_OF_STREAM.length,
      };
    },
  };
}

function pageBatch(bound: BoundTable, schema: Schema, page: { rowStart: number; rowCount: number }): RecordBatch {
  const vectors = bound.emitPage(page);
  const children = bound.program.columns.map((column, i) => {
    return columnData(bound.session, schema.fields[i]!, { column, vector: vectors[i]!, rowCount: page.rowCount });
  });
  const struct = makeData({ type: new Struct(schema.fields), length: page.rowCount, nullCount: 0, children });
  return new RecordBatch(schema, struct);
}
