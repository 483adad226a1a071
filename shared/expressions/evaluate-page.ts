import { invariant } from '../errors/invariant.ts';
import { createCollector } from './collect-values.ts';
import type { ColumnValues, ExpressionPage } from './column-values.ts';
import type { ExpressionType } from './expression-node.ts';
import { BLOCK_ROWS, type Block, type Step } from './lanes.ts';

/**
 * The evaluation of one expression, page by page. Not re-entrant: it owns its buffers, and what it returns is good
 * until the next page.
 */
export function createEvaluation(step: Step, type: ExpressionType): (page: ExpressionPage) => ColumnValues {
  const draws: Float64Array[] = [];
  const collector = createCollector(type);
  return (page) => {
    const columns = new Map<string, ColumnValues>();
    const filled = new Set<number>();
    const column = (name: string) => {
      const known = columns.get(name) ?? page.column(name);
      columns.set(name, known);
      return known;
    };
    const random = (draw: number) => {
      if ((draws[draw]?.length ?? 0) < page.rowCount) draws[draw] = new Float64Array(page.rowCount);
      const out = draws[draw]!.subarray(0, page.rowCount);
      if (!filled.has(draw)) fillDraw(page, draw, out);
      filled.add(draw);
      return out;
    };
    collector.start(page.rowCount);
    for (let offset = 0; offset < page.rowCount; offset += BLOCK_ROWS) {
      const rowCount = Math.min(BLOCK_ROWS, page.rowCount - offset);
      const block: Block = { rowStart: page.rowStart + offset, rows: page.rows, rowCount, offset, column, random };
      collector.add(step(block), rowCount, offset);
    }
    return collector.finish();
  };
}

function fillDraw(page: ExpressionPage, draw: number, out: Float64Array): void {
  invariant(page.random !== undefined, 'an expression with random() needs draws');
  page.random(draw, out);
}
