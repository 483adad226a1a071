import type { Address } from '../kernels/kernels.ts';
import { powerOf } from './text-node.ts';
import type { TextPart, TextRow } from './text-part.ts';
import { buildTextTable, copyEntry, type EncodeCharacter, type TextTable, tableLength } from './text-table.ts';

/** Characters of one list, a number of times. */
export interface Run {
  readonly characters: readonly string[];
  readonly min: number;
  readonly max: number;
}

/** Entries of several characters each, so that one draw gives all of them, and entries of one. */
interface RunTables {
  readonly several: TextTable;
  readonly single: TextTable;
  readonly characters: number;
}

/** A run that is drawn: every length is equally likely. */
export function drawnRun(row: TextRow, run: Run, encode: EncodeCharacter): TextPart {
  const tables = runTables(run, encode);
  const lengths = run.max - run.min + 1;
  const lengthSlot = lengths > 1 ? row.addSlot() : 0;
  const slots = Array.from({ length: Math.ceil(run.max / tables.characters) }, () => row.addSlot());
  const draw = (to: Address) => {
    const length = run.min + (lengths > 1 ? row.choose(lengthSlot, lengths) : 0);
    let end = to;
    for (let done = 0, i = 0; done < length; done += tables.characters, i++) {
      const code = row.choose(slots[i]!, tables.several.size);
      end = writeEntry(tables, { code, count: length - done }, row.bytes, end);
    }
    return end;
  };
  return { ways: 1, draw, rank: (_index, to) => draw(to) };
}

/**
 * A run chosen by its number: shorter ones have the smaller numbers. Up to `rankedLength` characters come from the
 * number; where a run may be longer, drawn characters follow one of that length.
 */
export function rankedRun(row: TextRow, run: Run, rankedLength: number, encode: EncodeCharacter): TextPart {
  const size = run.characters.length;
  const tables = runTables({ ...run, max: rankedLength }, encode);
  const shortest = Math.min(run.min, rankedLength);
  const waysOf = Array.from({ length: rankedLength - shortest + 1 }, (_, i) => powerOf(size, shortest + i));
  const tail =
    rankedLength < run.max
      ? drawnRun(row, { ...run, min: Math.max(run.min - rankedLength, 0), max: run.max - rankedLength }, encode)
      : undefined;
  const rank = (index: number, to: Address) => {
    let [length, rest] = [shortest, index];
    for (const ways of waysOf) {
      if (rest < ways) break;
      rest -= ways;
      length++;
    }
    let end = to;
    for (let done = 0; done < length; done += tables.characters) {
      const quotient = Math.floor(rest / tables.several.size);
      const code = rest - quotient * tables.several.size;
      end = writeEntry(tables, { code, count: length - done }, row.bytes, end);
      rest = quotient;
    }
    return length === rankedLength && tail !== undefined ? tail.draw(end) : end;
  };
  return { ways: waysOf.reduce((sum, ways) => sum + ways, 0), draw: (to) => rank(0, to), rank };
}

/** Characters whose entries have different lengths are written one by one: the last ones could not be cut off. */
function runTables({ characters, max }: Run, encode: EncodeCharacter): RunTables {
  const single = buildTextTable([characters], encode);
  const lists = new Array<readonly string[]>(Math.max(max, 1)).fill(characters);
  const length = single.width > 0 ? tableLength(lists, 0) : 1;
  return { several: buildTextTable(lists.slice(0, length), encode), single, characters: length };
}

/** The first `count` characters of an entry, all of them if it has no more. */
function writeEntry(
  { several, single, characters }: RunTables,
  { code, count }: { readonly code: number; readonly count: number },
  out: Uint8Array,
  to: Address,
): Address {
  const end = copyEntry(several, code, out, to);
  return count < characters ? to + count * single.width : end;
}
