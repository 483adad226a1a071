import {
  BLOCK_ROWS,
  type NumberLane,
  type NumberStep,
  numberBuffer,
  type TextLane,
  type TextStep,
  TRUE,
  type TruthLane,
  type TruthStep,
  textLane,
  truthBuffer,
  UNKNOWN,
} from './lanes.ts';

export interface ChoiceOf<Value> {
  readonly conditions: readonly TruthStep[];
  /** One more than the conditions: the last is what remains. */
  readonly values: readonly Value[];
}

/** The two values of a row to choose from: an index cannot be guessed wrong, as a branch can. */
const PAIR = new Float64Array(2);

/** `case` over numbers: the remaining value, then the branches over it from the last to the first. */
export function numberChoiceStep({ conditions, values }: ChoiceOf<NumberStep>): NumberStep {
  const out = numberBuffer();
  return (block) => {
    const { rowCount } = block;
    copyNumbers(out.values, values[conditions.length]!(block), rowCount);
    for (let at = conditions.length - 1; at >= 0; at--)
      chooseNumbers(out.values, conditions[at]!(block), values[at]!(block), rowCount);
    return out;
  };
}

function copyNumbers(out: Float64Array, { values, mask }: NumberLane, rowCount: number): void {
  if (mask === 0) out.fill(values[0]!, 0, rowCount);
  else out.set(values.subarray(0, rowCount));
}

function chooseNumbers(out: Float64Array, condition: TruthLane, value: NumberLane, rowCount: number): void {
  const { values: c, mask: cMask } = condition;
  const { values: v, mask: vMask } = value;
  const pair = PAIR;
  for (let row = 0; row < rowCount; row++) {
    pair[0] = out[row]!;
    pair[1] = v[row & vMask]!;
    out[row] = pair[c[row & cMask]! >> 1]!;
  }
}

/** `case` over booleans. */
export function truthChoiceStep({ conditions, values }: ChoiceOf<TruthStep>): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const { rowCount } = block;
    copyTruth(out.values, values[conditions.length]!(block), rowCount);
    for (let at = conditions.length - 1; at >= 0; at--) {
      const { values: c, mask: cMask } = conditions[at]!(block);
      const { values: v, mask: vMask } = values[at]!(block);
      for (let row = 0; row < rowCount; row++) if (c[row & cMask] === TRUE) out.values[row] = v[row & vMask]!;
    }
    return out;
  };
}

function copyTruth(out: Uint8Array, { values, mask }: TruthLane, rowCount: number): void {
  if (mask === 0) out.fill(values[0]!, 0, rowCount);
  else out.set(values.subarray(0, rowCount));
}

/** `coalesce` over numbers: the last operand, then the others over it where they are not null. */
export function numberCoalesceStep(operands: readonly NumberStep[]): NumberStep {
  const out = numberBuffer();
  return (block) => {
    const { rowCount } = block;
    copyNumbers(out.values, operands.at(-1)!(block), rowCount);
    for (let at = operands.length - 2; at >= 0; at--) {
      const { values, mask } = operands[at]!(block);
      for (let row = 0; row < rowCount; row++) {
        const v = values[row & mask]!;
        if (!Number.isNaN(v)) out.values[row] = v;
      }
    }
    return out;
  };
}

/** `coalesce` over booleans. */
export function truthCoalesceStep(operands: readonly TruthStep[]): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const { rowCount } = block;
    copyTruth(out.values, operands.at(-1)!(block), rowCount);
    for (let at = operands.length - 2; at >= 0; at--) {
      const { values, mask } = operands[at]!(block);
      for (let row = 0; row < rowCount; row++) {
        const v = values[row & mask]!;
        if (v !== UNKNOWN) out.values[row] = v;
      }
    }
    return out;
  };
}

/** `case` over text. */
export function textChoiceStep({ conditions, values }: ChoiceOf<TextStep>): TextStep {
  const picks = new Uint16Array(BLOCK_ROWS);
  const join = joiner();
  return (block) => {
    const { rowCount } = block;
    picks.fill(conditions.length, 0, rowCount);
    for (let at = conditions.length - 1; at >= 0; at--) {
      const { values: c, mask } = conditions[at]!(block);
      for (let row = 0; row < rowCount; row++) if (c[row & mask] === TRUE) picks[row] = at;
    }
    return join(
      picks,
      values.map((value) => value(block)),
      rowCount,
    );
  };
}

/** `coalesce` over text. */
export function textCoalesceStep(operands: readonly TextStep[]): TextStep {
  const picks = new Uint16Array(BLOCK_ROWS);
  const join = joiner();
  return (block) => {
    const { rowCount } = block;
    const lanes = operands.map((operand) => operand(block));
    picks.fill(lanes.length - 1, 0, rowCount);
    for (let at = lanes.length - 2; at >= 0; at--) {
      const lane = lanes[at]!;
      for (let row = 0; row < rowCount; row++) if (textAt(lane, row) !== null) picks[row] = at;
    }
    return join(picks, lanes, rowCount);
  };
}

/** The text of one row of a block. */
export function textAt({ texts, codes, mask }: TextLane, row: number): string | null {
  return texts[codes === undefined ? row & mask : codes[row]!]!;
}

type Join = (picks: Uint16Array, lanes: readonly TextLane[], rowCount: number) => TextLane;

/** Row by row the text of the lane that was picked: codes into one dictionary when every lane has one. */
function joiner(): Join {
  const plain = new Array<string | null>(BLOCK_ROWS).fill(null);
  const codes = new Uint32Array(BLOCK_ROWS);
  let joined: JoinedDictionary | undefined;
  return (picks, lanes, rowCount) => {
    if (lanes.some(({ codes, mask }) => codes === undefined && mask !== 0)) {
      for (let row = 0; row < rowCount; row++) plain[row] = textAt(lanes[picks[row]!]!, row);
      return textLane(plain);
    }
    if (joined === undefined || joined.sources.some((source, at) => source !== lanes[at]!.texts))
      joined = joinDictionaries(lanes.map(({ texts }) => texts));
    const { places } = joined;
    for (let row = 0; row < rowCount; row++) {
      const pick = picks[row]!;
      const own = lanes[pick]!.codes;
      codes[row] = places[pick]![own === undefined ? 0 : own[row]!]!;
    }
    return { lane: 'text', texts: joined.texts, codes, mask: -1 };
  };
}

interface JoinedDictionary {
  readonly sources: readonly (readonly (string | null)[])[];
  readonly texts: readonly (string | null)[];
  /** Per source: where its entries stand in `texts`. */
  readonly places: readonly Uint32Array[];
}

function joinDictionaries(sources: readonly (readonly (string | null)[])[]): JoinedDictionary {
  const places = new Map<string | null, number>();
  const place = (text: string | null) => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const placesOfSources = sources.map((texts) => Uint32Array.from(texts, place));
  return { sources, texts: [...places.keys()], places: placesOfSources };
}
