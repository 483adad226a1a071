import type { Plan, PlannedTable } from '../contracts/plan.ts';
import { outputColumnNames } from '../contracts/plan-columns.ts';
import { invariant } from '../errors/invariant.ts';
import { compileTable } from '../generation/compile-table.ts';
import { mergeParquetParts } from '../parquet/merge-parts.ts';
import { mergeTextParts } from '../text/merge-text-parts.ts';
import type { FramedTable } from '../text/text-frame.ts';
import { compressMerge } from './compress-text.ts';
import type { MergeParts } from './merge-piece.ts';

/** How the parts of one planned table become one file. */
export function mergePartsOf(plan: Plan, tableIndex: number): MergeParts {
  const { output } = plan;
  switch (output.format) {
    case 'parquet':
      return mergeParquetParts;
    case 'arrow':
      return async function* merge(sources) {
        const { mergeArrowParts } = await import('../arrow/merge-arrow-parts.ts');
        yield* mergeArrowParts(sources);
      };
    default:
      return compressMerge(mergeTextParts(output, framedTable(plan, tableIndex)), output.compression);
  }
}

function framedTable(plan: Plan, tableIndex: number): FramedTable {
  const table: PlannedTable | undefined = plan.tables[tableIndex];
  invariant(table, `the plan has a table ${tableIndex}`);
  return {
    name: table.name,
    columnNames: outputColumnNames(table),
    program: () => compileTable(plan, tableIndex),
  };
}
