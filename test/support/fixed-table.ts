import type { GroupProgram, OutputColumn, PageRange } from '../../shared/columns/column-program.ts';
import type { ColumnType } from '../../shared/columns/column-type.ts';
import { NOTHING_EARLIER } from '../../shared/columns/earlier-columns.ts';
import type { Dictionary, Vector, VectorLayout } from '../../shared/columns/vector.ts';
import { invariant } from '../../shared/errors/invariant.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import type { KernelSession } from '../../shared/kernels/kernel-session.ts';

/**
 * One value as tests write it: boolean; number for int32, date (days), float32 and float64; bigint for int64, time,
 * timestamp and decimal (unscaled); text for string and enum; hexadecimal digits for
 * uuid (32) and binary.
 */
export type FixedValue = boolean | number | bigint | string;

export interface FixedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** By default the plain layout of the type; `codes8` and `codes16` make a dictionary of the distinct values. */
  readonly layout?: VectorLayout;
  /** One per row of the table. */
  readonly values: readonly (FixedValue | null)[];
  readonly isDeltaFriendly?: boolean;
  readonly isBeyondSafeIntegers?: boolean;
}

export interface FixedTableOptions {
  readonly pageRows?: number;
  readonly tableName?: string;
}

/** A bound table that gives the listed values, one group per column. Reserves the session's scratch. */
export function fixedTable(
  session: KernelSession,
  columns: readonly FixedColumn[],
  { pageRows = 8_192, tableName = 'fixed' }: FixedTableOptions = {},
): BoundTable {
  const programs = columns.map(fixedGroup);
  const scratchBytesPerRow = programs.reduce((sum, program) => sum + program.scratchBytesPerRow, 0);
  session.reserveScratch((scratchBytesPerRow + 8) * pageRows + 512 * columns.length);
  const groups = programs.map((program) => {
    const emit = program.bind(session);
    return { columns: program.columns, emit: (page: PageRange) => emit(page, NOTHING_EARLIER) };
  });
  return {
    program: {
      tableName,
      numRecords: columns[0]?.values.length ?? 0,
      columns: programs.flatMap((program) => program.columns),
      groups: programs,
      checks: [],
      pageRows,
      scratchBytesPerRow,
      scratchBytes: 0,
    },
    session,
    groups,
    emitPage(page) {
      session.releaseAll();
      return groups.flatMap((group) => group.emit(page));
    },
  };
}

/** The layout in which a type's values lie when no dictionary holds them. */
export function plainLayout(type: ColumnType): VectorLayout {
  switch (type.name) {
    case 'boolean':
      return 'bits';
    case 'int32':
    case 'date':
      return 'i32';
    case 'float32':
      return 'f32';
    case 'float64':
      return 'f64';
    case 'decimal':
      return type.precision <= 9 ? 'i32' : 'i64';
    case 'uuid':
      return 'fixed16';
    case 'string':
    case 'enum':
    case 'binary':
      return 'text';
    default:
      return 'i64';
  }
}

function fixedGroup(column: FixedColumn, position: number): GroupProgram {
  const layout = column.layout ?? plainLayout(column.type);
  const dictionary = layout === 'codes8' || layout === 'codes16' ? dictionaryOf(column) : undefined;
  const valueBytesMax = Math.max(0, ...column.values.map((value) => layoutBytes(layout, value)));
  const output: OutputColumn = {
    name: column.name,
    kind: 'constant',
    position,
    type: column.type,
    layout,
    isNullable: column.values.includes(null),
    isDeltaFriendly: column.isDeltaFriendly ?? false,
    valueBytesMax,
    ...(dictionary === undefined ? {} : { dictionary }),
    ...(column.isBeyondSafeIntegers === undefined ? {} : { isBeyondSafeIntegers: column.isBeyondSafeIntegers }),
  };
  return {
    columns: [output],
    scratchBytesPerRow: valueBytesMax + 1,
    bind: (session) => (page) => [emitFixed(session, { column, output }, page)],
  };
}

function dictionaryOf({ values }: FixedColumn): Dictionary {
  return { values: [...new Set(values.filter((value) => value !== null))] as string[] };
}

function layoutBytes(layout: VectorLayout, value: FixedValue | null): number {
  invariant(layout !== 'nested', 'fixed columns are flat');
  const widths = { codes8: 1, codes16: 2, bits: 1, i32: 4, i64: 8, f32: 4, f64: 8, fixed16: 16 };
  return layout === 'text' ? 4 + new TextEncoder().encode(String(value ?? '')).length : widths[layout];
}

function emitFixed(
  session: KernelSession,
  { column, output }: { column: FixedColumn; output: OutputColumn },
  { rowStart, rowCount }: PageRange,
): Vector {
  const rows = column.values.slice(rowStart, rowStart + rowCount);
  const bytes = encodeRows(rows, output);
  const values = session.allocate(bytes.length);
  session.bytes.set(bytes, values);
  const vector = { layout: output.layout, values, byteLength: bytes.length, nullCount: rows.filter(isNull).length };
  if (!output.isNullable) return vector;
  const presence = session.allocate(rowCount);
  session.bytes.set(
    rows.map((value) => (isNull(value) ? 0 : 1)),
    presence,
  );
  return { ...vector, presence };
}

function isNull(value: FixedValue | null): value is null {
  return value === null;
}

function encodeRows(rows: readonly (FixedValue | null)[], { type, layout, dictionary }: OutputColumn): Uint8Array {
  const codes = new Map((dictionary?.values as FixedValue[] | undefined)?.map((value, code) => [value, code]));
  const code = (value: FixedValue | null) => (value === null ? 0 : codes.get(value)!);
  switch (layout) {
    case 'codes8':
      return Uint8Array.from(rows, code);
    case 'codes16':
      return bytesOf(Uint16Array.from(rows, code));
    case 'bits':
      return bits(rows);
    case 'i32':
      return bytesOf(Int32Array.from(rows, (value) => Number(value ?? 0)));
    case 'i64':
      return bytesOf(BigInt64Array.from(rows, (value) => BigInt(value ?? 0)));
    case 'f32':
      return bytesOf(Float32Array.from(rows, (value) => Number(value ?? 0)));
    case 'f64':
      return bytesOf(Float64Array.from(rows, (value) => Number(value ?? 0)));
    case 'fixed16':
      return Uint8Array.from(
        rows.flatMap((value) => [...Uint8Array.fromHex(String(value ?? '0'.repeat(32)).replaceAll('-', ''))]),
      );
    case 'text':
      return Uint8Array.from(
        rows.flatMap((value) => plainEntry(encodeText(String(value ?? ''), type.name === 'binary'))),
      );
    case 'nested':
      return new Uint8Array();
  }
}

function bits(rows: readonly (FixedValue | null)[]): Uint8Array {
  const packed = new Uint8Array(Math.ceil(rows.length / 8));
  rows.forEach((value, row) => {
    if (value === true) packed[row >> 3]! |= 1 << (row & 7);
  });
  return packed;
}

function encodeText(text: string, isHex: boolean): Uint8Array {
  return isHex ? Uint8Array.fromHex(text) : new TextEncoder().encode(text);
}

function plainEntry(bytes: Uint8Array): number[] {
  return [...bytesOf(Uint32Array.of(bytes.length)), ...bytes];
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
