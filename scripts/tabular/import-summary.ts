import type { ImportedSpec } from '../../shared/proposals/build-spec.ts';
import { placed } from '../../shared/proposals/spec-text.ts';
import { formatCount } from './human-units.ts';

/** What an import took along, and what it did not, for people. */
export function importSummary({ spec, notes }: ImportedSpec): string {
  const tables = Object.values(spec.tables);
  const columns = tables.flatMap((table) => table.columns);
  const keys = columns.filter((column) => column['references'] !== undefined).length;
  const composite = tables.flatMap((table) => (table['foreign_keys'] as unknown[] | undefined) ?? []).length;
  const checks = tables.flatMap((table) => (table['checks'] as unknown[] | undefined) ?? []).length;
  const counts = [
    counted(tables.length, 'table'),
    counted(columns.length, 'column'),
    counted(keys + composite, 'foreign key'),
    counted(checks, 'check'),
  ];
  return [`taken along: ${counts.join(', ')}`, ...notes.map((note) => `note: ${placed(note)}`)].join('\n');
}

function counted(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
}
