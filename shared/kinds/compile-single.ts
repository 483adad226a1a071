import { type GroupProgram, HIDDEN, type OutputColumn } from '../columns/column-program.ts';
import { bindPresence } from '../columns/presence.ts';
import { placeKey, type StreamScope } from '../columns/stream-scope.ts';
import type { ValueProgram } from '../columns/value-program.ts';
import type { GroupOf } from '../contracts/plan.ts';
import { compileValues } from './value-compilers.ts';

/** A column that depends on nothing but its row: its values under the purpose `value`, its nulls under `null`. */
export function compileSingle({ column, position }: GroupOf<'single'>, scope: StreamScope): GroupProgram {
  const program = compileValues(column as Parameters<typeof compileValues>[0]);
  return {
    columns: [outputColumn(column, position, program)],
    scratchBytesPerRow: program.scratchBytesPerRow + (column.null_rate > 0 ? 1 : 0),
    bind(session) {
      const emitValues = program.bind(session, placeKey(session, scope, column.name, 'value'));
      const emitPresence = bindPresence(session, scope, column);
      return (page) => [{ layout: program.layout, ...emitValues(page), ...emitPresence(page) }];
    },
  };
}

/** The column as formats see it; without a position it is hidden. */
export function outputColumn(
  column: { readonly name: string; readonly kind: string; readonly null_rate: number },
  position: number | undefined,
  program: Pick<ValueProgram, Exclude<keyof ValueProgram, 'bind' | 'scratchBytesPerRow'>>,
): OutputColumn {
  const { type, layout, dictionary, isDeltaFriendly, isBeyondSafeIntegers, rowText, valueBytesMax } = program;
  return {
    name: column.name,
    kind: column.kind,
    position: position ?? HIDDEN,
    type,
    layout,
    ...(dictionary !== undefined && { dictionary }),
    isNullable: column.null_rate > 0,
    isDeltaFriendly,
    ...(isBeyondSafeIntegers && { isBeyondSafeIntegers }),
    ...(rowText !== undefined && { rowText }),
    valueBytesMax,
  };
}
