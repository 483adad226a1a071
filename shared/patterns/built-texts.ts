import { invariant } from '../errors/invariant.ts';
import { choicePart, repeatPart, sequencePart } from './composed-parts.ts';
import { drawnRun, rankedRun } from './run-part.ts';
import { tablesPart } from './tables-part.ts';
import { type RankedPiece, rankStretches, type TextNode, textStretches } from './text-node.ts';
import { drawnPart, type TextPart, type TextRow } from './text-part.ts';
import { buildTextTable, type EncodeCharacter, type TextTable, tableLength } from './text-table.ts';

interface Builder {
  readonly row: TextRow;
  readonly encode: EncodeCharacter;
  /** Whether the parts are to be chosen by numbers: they then need no draws. */
  readonly isRanked: boolean;
}

/** The parts of a text that is drawn. */
export function buildDrawn(row: TextRow, node: TextNode, encode: EncodeCharacter): TextPart {
  return buildSequence({ row, encode, isRanked: false }, textStretches(node));
}

/** The parts of a text chosen by its number, as far as numbers reach (`rankStretches`). */
export function buildRanked(row: TextRow, node: TextNode, encode: EncodeCharacter): TextPart {
  const pieces = rankStretches(textStretches(node));
  const parts: TextPart[] = [];
  for (let at = 0; at < pieces.length; ) {
    const { isDrawn, rankedLength, node: first } = pieces[at] as RankedPiece;
    const builder = { row, encode, isRanked: !isDrawn };
    if (rankedLength !== undefined) {
      invariant(first.kind === 'repeat' && first.node.kind === 'characters', 'only runs are numbered in part');
      parts.push(rankedRun(row, { ...first, characters: first.node.characters }, rankedLength, encode));
      at++;
      continue;
    }
    const alike = pieces.slice(at).findIndex((piece) => piece.isDrawn !== isDrawn || piece.rankedLength !== undefined);
    const end = alike < 0 ? pieces.length : at + alike;
    const part = buildSequence(
      builder,
      pieces.slice(at, end).map((piece) => piece.node),
    );
    parts.push(isDrawn ? drawnPart(part) : part);
    at = end;
  }
  return sequencePart(parts);
}

/** Neighbouring characters share tables. */
function buildSequence(builder: Builder, stretches: readonly TextNode[]): TextPart {
  const parts: TextPart[] = [];
  for (let at = 0; at < stretches.length; ) {
    const lists = leadingLists(stretches, at);
    if (lists.length === 0) {
      parts.push(buildPart(builder, stretches[at] as TextNode));
      at++;
      continue;
    }
    const tables: TextTable[] = [];
    for (let done = 0; done < lists.length; ) {
      const length = tableLength(lists, done);
      tables.push(buildTextTable(lists.slice(done, done + length), builder.encode));
      done += length;
    }
    parts.push(tablesPart(builder.row, tables, !builder.isRanked));
    at += lists.length;
  }
  return parts.length === 1 ? (parts[0] as TextPart) : sequencePart(parts);
}

function leadingLists(stretches: readonly TextNode[], start: number): (readonly string[])[] {
  const lists: (readonly string[])[] = [];
  for (const stretch of stretches.slice(start)) {
    if (stretch.kind !== 'characters') break;
    lists.push(stretch.characters);
  }
  return lists;
}

function buildPart(builder: Builder, node: TextNode): TextPart {
  const { row, encode, isRanked } = builder;
  const build = (inner: TextNode) => buildSequence(builder, textStretches(inner));
  if (node.kind === 'choice') {
    const slot = isRanked ? undefined : row.addSlot();
    return choicePart(row, node.alternatives.map(build), slot);
  }
  invariant(node.kind === 'repeat', 'sequences and characters are taken apart');
  if (node.node.kind === 'characters') {
    const run = { ...node, characters: node.node.characters };
    return isRanked ? rankedRun(row, run, run.max, encode) : drawnRun(row, run, encode);
  }
  const slot = isRanked ? undefined : row.addSlot();
  // Every repetition draws for itself; one that is numbered can serve for all.
  const copies = isRanked
    ? new Array<TextPart>(node.max).fill(build(node.node))
    : Array.from({ length: node.max }, () => build(node.node));
  return repeatPart(row, { copies, min: node.min }, slot);
}
