import type { Plan, PlannedTable } from '../contracts/plan.ts';
import type { OutputFormat } from '../contracts/spec-document.ts';
import { invariant } from '../errors/invariant.ts';
import { mergeParquetParts } from '../parquet/merge-parts.ts';
import { mergeTextParts } from '../text/merge-text-parts.ts';
import type { MergeParts } from './merge-piece.ts';

const MERGES: { readonly [Format in OutputFormat]: (table: PlannedTable) => MergeParts } = {
  parquet: () => mergeParquetParts,
  csv: (table) => mergeTextParts('csv', columnNames(table)),
  json: (table) => mergeTextParts('json', columnNames(table)),
  jsonl: (table) => mergeTextParts('jsonl', columnNames(table)),
  arrow: () =>
    async function* merge(sources) {
      const { mergeArrowParts } = await import('../arrow/merge-arrow-parts.ts');
      yield* mergeArrowParts(sources);
    },
};

/** How the parts of one planned table become one file. */
export function mergePartsOf(plan: Plan, tableIndex: number): MergeParts {
  const table = plan.tables[tableIndex];
  invariant(table, `the plan has a table ${tableIndex}`);
  return MERGES[plan.output.format](table);
}

/** Names in output order. */
function columnNames({ groups }: PlannedTable): string[] {
  return groups
    .flatMap((group) => (group.kind === 'single' ? [group] : group.columns))
    .sort((a, b) => a.position - b.position)
    .map(({ column }) => column.name);
}
