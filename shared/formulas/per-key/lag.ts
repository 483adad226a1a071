import type { BooleanValues, ColumnValues, NumberValues } from '../../expressions/column-values.ts';
import { columnWidth } from '../derived/text-width.ts';
import type { PerKeyContext, PerKeyProgram, PerKeySpec } from './compile-per-key.ts';
import type { KeyGroups } from './key-groups.ts';
import { storedType } from './stored-type.ts';

type Text = Extract<ColumnValues, { readonly type: 'text' }>;

/** The value of another column in the row before; the first row of a group takes the default, or is null. */
export function compileLag(spec: PerKeySpec<'lag'>, { known }: PerKeyContext): PerKeyProgram {
  const source = known.get(spec.of)!;
  const fallbackBytes = new TextEncoder().encode(String(spec.default ?? '')).length;
  return {
    type: storedType(source.type),
    textBytesMax: Math.max(columnWidth(source), fallbackBytes),
    bind: () => {
      const [shiftText, shiftNumbers] = [createTextShift(spec.default), createNumberShift(spec.default)];
      return (page, groups, read) => {
        const values = read(spec.of);
        return values.type === 'text' ? shiftText(values, groups, page) : shiftNumbers(values, groups, page);
      };
    },
  };
}

type Fallback = PerKeySpec<'lag'>['default'];
type Rows = { readonly rowCount: number };

/** What rows before had, by slot, and whether that was null. */
function createNumberShift(fallback: Fallback) {
  let [held, heldNull] = [new Float64Array(1), new Uint8Array(1)];
  const [first, firstNull] = [Number(fallback ?? 0), Number(fallback === undefined)];
  return (
    source: NumberValues | BooleanValues,
    { ordinals, slots, slotCount }: KeyGroups,
    { rowCount }: Rows,
  ): ColumnValues => {
    if (held.length < slotCount) [held, heldNull] = [new Float64Array(slotCount), new Uint8Array(slotCount)];
    const isNull = new Uint8Array(rowCount);
    const values = source.type === 'boolean' ? new Uint8Array(rowCount) : new Float64Array(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const slot = slots[i]!;
      const isFirst = ordinals[i] === 0;
      values[i] = isFirst ? first : held[slot]!;
      isNull[i] = isFirst ? firstNull : heldNull[slot]!;
      held[slot] = source.values[i]!;
      heldNull[slot] = source.isNull?.[i] ?? 0;
    }
    return { type: source.type, values, isNull } as NumberValues | BooleanValues;
  };
}

function createTextShift(fallback: Fallback) {
  let held: string[] = [];
  let heldNull = new Uint8Array(1);
  const [first, firstNull] = [String(fallback ?? ''), Number(fallback === undefined)];
  return (source: Text, { ordinals, slots, slotCount }: KeyGroups, { rowCount }: Rows): ColumnValues => {
    if (held.length < slotCount) [held, heldNull] = [new Array(slotCount).fill(''), new Uint8Array(slotCount)];
    const isNull = new Uint8Array(rowCount);
    const values = new Array<string>(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const slot = slots[i]!;
      const isFirst = ordinals[i] === 0;
      values[i] = isFirst ? first : held[slot]!;
      isNull[i] = isFirst ? firstNull : heldNull[slot]!;
      held[slot] = 'codes' in source ? source.dictionary[source.codes[i]!]! : source.values[i]!;
      heldNull[slot] = source.isNull?.[i] ?? 0;
    }
    return { type: 'text', values, isNull };
  };
}
