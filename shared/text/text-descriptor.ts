import type { Address } from '../kernels/kernels.ts';
import { TEXT_COLUMN, type TextKind } from '../kernels/text-kernels.ts';

/** A column's descriptor with offsets into a text image where the kernels want addresses. */
export interface DescribedColumn {
  readonly kind: TextKind;
  readonly a: number;
  /** Whether `a` is an offset into the image. */
  readonly isOffset: boolean;
  readonly b: number;
  readonly prefix: number;
  readonly prefixBytes: number;
  readonly nullText: number;
  readonly nullBytes: number;
  /** The byte behind each value; 0: none. */
  readonly quote: number;
}

/** Where a column's rows lie. */
export interface RowsAt {
  readonly values: Address;
  readonly presence?: Address;
}

/** Writes one descriptor at `address` for an image placed at `base`, its text cursor at the first row. */
export function putDescriptor(
  view: DataView,
  { address, base }: { readonly address: Address; readonly base: Address },
  { column, rows }: { readonly column: DescribedColumn; readonly rows: RowsAt },
): void {
  const put = (field: number, value: number) => view.setUint32(address + field, value, true);
  put(TEXT_COLUMN.kind, column.kind);
  put(TEXT_COLUMN.values, rows.values);
  put(TEXT_COLUMN.presence, rows.presence ?? 0);
  put(TEXT_COLUMN.a, column.isOffset ? base + column.a : column.a);
  put(TEXT_COLUMN.b, column.b);
  put(TEXT_COLUMN.prefix, base + column.prefix);
  put(TEXT_COLUMN.prefixBytes, column.prefixBytes);
  put(TEXT_COLUMN.nullText, base + column.nullText);
  put(TEXT_COLUMN.nullBytes, column.nullBytes);
  put(TEXT_COLUMN.quote, column.quote);
  put(TEXT_COLUMN.cursor, rows.values);
}
