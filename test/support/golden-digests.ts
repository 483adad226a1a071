import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Kernels } from '../../shared/kernels/kernels.ts';
import { readDocument } from '../../shared/spec/read-document.ts';
import { bindSpec, generatedValues } from './generated-values.ts';

const RANGES = [
  [0, 3_000],
  [5_000_000_000, 5_000_001_000],
] as const;

/** Per column of a golden job's spec, the SHA-256 of its pinned rows. */
export function goldenDigests(specFile: string, kernels?: Kernels): Record<string, string> {
  const bound = bindSpec(readDocument(readFileSync(specFile, 'utf8'), 'yaml'), kernels);
  const parts = RANGES.map(([rowStart, rowEnd]) => generatedValues(bound, rowStart, rowEnd));
  return Object.fromEntries(
    bound.program.columns.map(({ name, position }) => {
      const lines = parts.flatMap((part) => part[position]!).map((value) => (value === null ? '\\N' : String(value)));
      return [name, createHash('sha256').update(lines.join('\n')).digest('hex')];
    }),
  );
}
