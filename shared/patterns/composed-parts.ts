import type { Address } from '../kernels/kernels.ts';
import { powerOf } from './text-node.ts';
import type { TextPart, TextRow } from './text-part.ts';

/** Parts one after the other; the first ones turn fastest. */
export function sequencePart(parts: readonly TextPart[]): TextPart {
  return {
    ways: parts.reduce((product, part) => product * part.ways, 1),
    draw(to) {
      let end = to;
      for (const part of parts) end = part.draw(end);
      return end;
    },
    rank: (index, to) => rankFirst(parts, { count: parts.length, index }, to),
  };
}

/** The first `count` parts by one number: what is left of it goes on to the next part. */
function rankFirst(
  parts: readonly TextPart[],
  { count, index }: { readonly count: number; readonly index: number },
  to: Address,
): Address {
  let [end, rest] = [to, index];
  for (let i = 0; i < count; i++) {
    const part = parts[i]!;
    const quotient = Math.floor(rest / part.ways);
    end = part.rank(rest - quotient * part.ways, end);
    rest = quotient;
  }
  return end;
}

/** One of several parts: drawn, each is equally likely. */
export function choicePart(row: TextRow, alternatives: readonly TextPart[], slot: number | undefined): TextPart {
  return {
    ways: alternatives.reduce((sum, part) => sum + part.ways, 0),
    draw: (to) => alternatives[slot === undefined ? 0 : row.choose(slot, alternatives.length)]!.draw(to),
    rank(index, to) {
      let rest = index;
      for (const part of alternatives) {
        if (rest < part.ways) return part.rank(rest, to);
        rest -= part.ways;
      }
      return to;
    },
  };
}

/** The first `min` to all of some copies of a part: drawn, each number is equally likely. */
export function repeatPart(
  row: TextRow,
  { copies, min }: { readonly copies: readonly TextPart[]; readonly min: number },
  slot: number | undefined,
): TextPart {
  const numbers = copies.length - min + 1;
  const waysOf = Array.from({ length: numbers }, (_, i) => powerOf(copies[0]?.ways ?? 1, min + i));
  return {
    ways: waysOf.reduce((sum, ways) => sum + ways, 0),
    draw(to) {
      const count = min + (slot === undefined ? 0 : row.choose(slot, numbers));
      let end = to;
      for (let i = 0; i < count; i++) end = copies[i]!.draw(end);
      return end;
    },
    rank(index, to): Address {
      let [rest, count] = [index, min];
      for (const ways of waysOf) {
        if (rest < ways) break;
        rest -= ways;
        count++;
      }
      return rankFirst(copies, { count, index: rest }, to);
    },
  };
}
