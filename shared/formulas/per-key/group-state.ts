import type { OutputColumn } from '../../columns/column-program.ts';
import type { PerKeyColumn } from '../../contracts/per-key-references.ts';
import type { KeyPasses } from './key-passes.ts';
import { GATHERED_ROW_BYTES } from './whole-groups.ts';

const NUMBER_BYTES = 8;
const NULL_BYTES = 1;
/** A reference to text, and what text takes besides its characters. */
const TEXT_BYTES = 32;

/** Bytes that are kept of one interleaved group, an upper bound. */
export function stateBytes({ columns, groupBy }: KeyPasses, made: readonly OutputColumn[]): number {
  const widthOf = (column: PerKeyColumn): number => {
    switch (column.kind) {
      case 'sorted':
      case 'share_of':
        return (groupBy.steps ?? 0) * GATHERED_ROW_BYTES + NUMBER_BYTES;
      case 'lag':
        return NULL_BYTES + heldBytes(made.find(({ name }) => name === column.of));
      default:
        return NUMBER_BYTES;
    }
  };
  return columns.reduce((sum, column) => sum + widthOf(column), 0);
}

function heldBytes(source: OutputColumn | undefined): number {
  if (source?.layout === 'text') return TEXT_BYTES + source.valueBytesMax;
  return NUMBER_BYTES;
}
