import { type AnyLane, FALSE, type Step, TRUE, type TruthStep, truthBuffer, UNKNOWN } from './lanes.ts';

/** Kleene's `and` or `or`, four rows per word. */
export function logicStep(kind: 'and' | 'or', left: TruthStep, right: TruthStep): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const [{ words: a, mask: aMask }, { words: b, mask: bMask }] = [left(block), right(block)];
    const wordCount = (block.rowCount + 3) >> 2;
    const { words } = out;
    if (kind === 'and') for (let at = 0; at < wordCount; at++) words[at] = a[at & aMask]! & b[at & bMask]!;
    else for (let at = 0; at < wordCount; at++) words[at] = a[at & aMask]! | b[at & bMask]!;
    return out;
  };
}

/** Swapping the two bits and flipping both: 0 and 3 change places, 1 stays. */
export function notStep(operand: TruthStep): TruthStep {
  const out = truthBuffer();
  return (block) => {
    const { words: a, mask } = operand(block);
    const wordCount = (block.rowCount + 3) >> 2;
    for (let at = 0; at < wordCount; at++) {
      const word = a[at & mask]!;
      out.words[at] = (((word >>> 1) & 0x01010101) | ((word << 1) & 0x02020202)) ^ 0x03030303;
    }
    return out;
  };
}

/** True where the operand is null, else false. */
export function isNullStep(operand: Step): TruthStep {
  const out = truthBuffer();
  return (block) => {
    fillNulls(out.values, operand(block), block.rowCount);
    return out;
  };
}

function fillNulls(out: Uint8Array, lane: AnyLane, rowCount: number): void {
  const { mask } = lane;
  if (lane.lane === 'number') {
    const { values } = lane;
    for (let row = 0; row < rowCount; row++) out[row] = Number.isNaN(values[row & mask]!) ? TRUE : FALSE;
  } else if (lane.lane === 'truth') {
    const { values } = lane;
    for (let row = 0; row < rowCount; row++) out[row] = values[row & mask] === UNKNOWN ? TRUE : FALSE;
  } else {
    const { texts, codes } = lane;
    for (let row = 0; row < rowCount; row++)
      out[row] = texts[codes === undefined ? row & mask : codes[row]!] === null ? TRUE : FALSE;
  }
}
