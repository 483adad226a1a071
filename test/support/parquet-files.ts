import { crc32 } from 'node:zlib';
import type { PartManifest } from '../../shared/contracts/part-manifest.ts';
import type { EncodedPart } from '../../shared/formats/part-encoder.ts';
import { KernelSession } from '../../shared/kernels/kernel-session.ts';
import type { Kernels } from '../../shared/kernels/kernels.ts';
import { compileKernels, createWasmKernels } from '../../shared/kernels/wasm-kernels.ts';
import type { CodecName } from '../../shared/parquet/codec.ts';
import { createParquetPartEncoder } from '../../shared/parquet/write-part.ts';
import { type FixedColumn, fixedTable } from './fixed-table.ts';

const module = compileKernels();

export interface ParquetFileOptions {
  readonly compression?: CodecName;
  readonly pageRows?: number;
  readonly kernels?: Kernels;
}

export interface EncodedFile {
  readonly file: Uint8Array;
  readonly part: EncodedPart;
}

/** Our own encoder over fixed columns; `encode` gives the bytes of rows [rowStart, rowEnd) and the encoded part. */
export function parquetEncoder(columns: readonly FixedColumn[], options: ParquetFileOptions = {}) {
  const { compression = 'snappy', pageRows = 64, kernels = createWasmKernels(module) } = options;
  const table = fixedTable(new KernelSession(kernels), columns, { pageRows });
  const encoder = createParquetPartEncoder(table, { compression });
  return (rowStart: number, rowEnd: number, onPage?: (rowsDone: number) => void): EncodedFile => {
    const part = encoder.encode(rowStart, rowEnd, onPage);
    return { file: new Uint8Array(Buffer.concat(part.slices)), part };
  };
}

/** All rows of fixed columns as one Parquet file. */
export function parquetFile(columns: readonly FixedColumn[], options: ParquetFileOptions = {}): Uint8Array {
  return parquetEncoder(columns, options)(0, columns[0]!.values.length).file;
}

/** A part's manifest as a worker writes it. */
export function partManifest(
  file: Uint8Array,
  part: { key: string; rowStart: number; rowEnd: number; dataEnd: number },
): PartManifest {
  const hex = (bytes: Uint8Array) => crc32(bytes).toString(16).padStart(8, '0');
  return {
    table_index: 0,
    chunk_index: 0,
    row_start: part.rowStart,
    row_end: part.rowEnd,
    key: part.key,
    bytes: file.length,
    crc32: hex(file),
    data_start: 4,
    data_end: part.dataEnd,
    data_crc32: hex(file.subarray(4, part.dataEnd)),
  };
}
