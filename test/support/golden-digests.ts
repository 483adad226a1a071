import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readDocument } from '../../shared/documents/read-document.ts';
import type { BoundTable } from '../../shared/generation/table-program.ts';
import type { Kernels } from '../../shared/kernels/kernels.ts';
import { bindSpec, bindTables, generatedValues } from './generated-values.ts';

type Range = readonly [rowStart: number, rowEnd: number];

const RANGES: readonly Range[] = [
  [0, 3_000],
  [5_000_000_000, 5_000_001_000],
];
const FIRST_ROWS = 3_000;
const LAST_ROWS = 1_000;

/** Per column of a golden job's spec, the SHA-256 of its pinned rows. */
export function goldenDigests(specFile: string, kernels?: Kernels): Record<string, string> {
  return columnDigests(bindSpec(readDocument(readFileSync(specFile, 'utf8'), 'yaml'), kernels), RANGES);
}

/** Per table of a golden spec, its rows and, per column, the SHA-256 of the first and last ones. */
export function goldenTableDigests(specFile: string, kernels?: () => Kernels) {
  const tables = bindTables(readDocument(readFileSync(specFile, 'utf8'), 'yaml'), kernels).map((bound) => {
    const { numRecords, tableName } = bound.program;
    const ranges: readonly Range[] = [
      [0, Math.min(FIRST_ROWS, numRecords)],
      [Math.max(numRecords - LAST_ROWS, 0), numRecords],
    ];
    return [tableName, { num_records: numRecords, columns: columnDigests(bound, ranges) }] as const;
  });
  return Object.fromEntries(tables);
}

function columnDigests(bound: BoundTable, ranges: readonly Range[]): Record<string, string> {
  const parts = ranges.map(([rowStart, rowEnd]) => generatedValues(bound, rowStart, rowEnd));
  return Object.fromEntries(
    bound.program.columns.map(({ name, position }) => {
      const lines = parts.flatMap((part) => part[position]!).map((value) => (value === null ? '\\N' : String(value)));
      return [name, createHash('sha256').update(lines.join('\n')).digest('hex')];
    }),
  );
}
