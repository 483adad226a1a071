import type { OutputColumn } from '../columns/column-program.ts';
import type { Vector } from '../columns/vector.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import { booleanFragments, dictionaryFragments, type Fragments } from './fragments.ts';
import type { DescribedColumn } from './text-descriptor.ts';
import type { TextImage } from './text-image.ts';
import type { ColumnText } from './written-column.ts';

/** One column of a row writer: its descriptor and an upper bound of its text. */
export interface WriterColumn {
  readonly described: DescribedColumn;
  readonly bytesPerRow: number;
  /** For each byte of PLAIN text. */
  readonly bytesPerByte: number;
}

/** Adds what a column needs to the image. Formatting a dictionary uses the arena. */
export function addWriterColumn(
  image: TextImage,
  { column, text }: { readonly column: OutputColumn; readonly text: ColumnText },
  session: KernelSession,
): WriterColumn {
  const { layout } = column;
  if (layout === 'bits') return withFragments(booleanFragments(text));
  if (layout === 'codes8' || layout === 'codes16') return withFragments(dictionaryFragments(column, text, session));
  return { described: image.addValues(text), bytesPerRow: text.bound.perRow, bytesPerByte: text.bound.perByte };

  function withFragments(fragments: Fragments): WriterColumn {
    const bytesPerRow = Math.max(fragments.bytesMax, text.nullText.length);
    const coded = layout as 'bits' | 'codes8' | 'codes16';
    return { described: image.addFragments(text, coded, fragments), bytesPerRow, bytesPerByte: 0 };
  }
}

/** Upper bound of the text of one page, row ends included. */
export function textBytesMax(
  columns: readonly WriterColumn[],
  vectors: readonly Vector[],
  { rowCount, endingBytes }: { readonly rowCount: number; readonly endingBytes: number },
): number {
  return columns.reduce(
    (sum, column, i) => sum + rowCount * column.bytesPerRow + vectors[i]!.byteLength * column.bytesPerByte,
    rowCount * endingBytes,
  );
}
