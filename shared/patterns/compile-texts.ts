import type { ColumnType } from '../columns/column-type.ts';
import { lazyTable } from '../columns/lazy-table.ts';
import type { ValueProgram } from '../columns/value-program.ts';
import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import { buildDrawn, buildRanked } from './built-texts.ts';
import { rankedWays, type TextNode } from './text-node.ts';
import { type TextPart, TextRow } from './text-part.ts';
import type { EncodeCharacter } from './text-table.ts';

const LENGTH_BYTES = 4;
const HASH_BYTES = 8;
/** Rows whose hashes lie side by side; fewer where a row needs so many that they would leave the cache. */
const BLOCK_ROWS = 256;
const BLOCK_BYTES = 65_536;
const BLOCK_ROWS_MIN = 8;

export interface TextLaw {
  readonly type: ColumnType;
  readonly node: TextNode;
  readonly encode: EncodeCharacter;
  /** Each row has its own text, chosen by a keyed bijection; else texts are drawn. */
  readonly isUnique: boolean;
}

interface BuiltText {
  readonly row: TextRow;
  readonly part: TextPart;
}

/** Texts of a node in PLAIN form, as a function of key and row. */
export function compileTexts({ type, node, encode, isUnique }: TextLaw): ValueProgram {
  const bytesMax = LENGTH_BYTES + textBytesMax(node, encode);
  const built = lazyTable((): BuiltText => {
    const row = new TextRow();
    return { row, part: (isUnique ? buildRanked : buildDrawn)(row, node, encode) };
  });
  return {
    type,
    layout: 'text',
    isDeltaFriendly: false,
    valueBytesMax: bytesMax,
    scratchBytesPerRow: bytesMax + (isUnique ? HASH_BYTES : 0),
    bind(session, key) {
      const text = built();
      const blockRows = chooseBlockRows(text.row.draws);
      const words = session.placeZeros(text.row.draws * blockRows * HASH_BYTES);
      const emit = bindBlocks(session, { ...text, key, words, blockRows });
      const ways = isUnique ? BigInt(rankedWays(node)) : undefined;
      return ({ rowStart, rowCount }) => {
        const values = session.allocate(rowCount * bytesMax);
        if (ways === undefined) return { values, byteLength: emit(values, rowCount, rowStart) };
        const mark = session.mark();
        const ranks = session.allocate(rowCount * HASH_BYTES);
        session.kernels.permutedI64(ranks, rowCount, key, rowStart, 0n, ways);
        const byteLength = emit(values, rowCount, rowStart, ranks);
        session.release(mark);
        return { values, byteLength };
      };
    },
  };
}

interface Blocks extends BuiltText {
  readonly key: Address;
  readonly words: Address;
  readonly blockRows: number;
}

/** Writes a page to `out`, by the numbers at `ranks` where there are any; returns bytes. */
function bindBlocks(session: KernelSession, { row, part, key, words, blockRows }: Blocks) {
  return (out: Address, rowCount: number, rowStart: number, ranks?: Address): number => {
    const { buffer } = session.bytes;
    const view = new DataView(buffer);
    row.point(session.bytes, new Uint32Array(buffer, words, row.draws * blockRows * 2), blockRows);
    let to = out;
    for (let done = 0; done < rowCount; done += blockRows) {
      const rows = Math.min(blockRows, rowCount - done);
      for (let draw = 0; draw < row.draws; draw++)
        session.kernels.hashes(words + draw * blockRows * HASH_BYTES, rows, key, draw, rowStart + done);
      for (let i = 0; i < rows; i++) {
        row.select(i);
        const start = to + LENGTH_BYTES;
        const end = ranks === undefined ? part.draw(start) : part.rank(rankAt(view, ranks, done + i), start);
        view.setUint32(to, end - start, true);
        to = end;
      }
    }
    return to - out;
  };
}

/** Numbers of texts lie below 2^53. */
function rankAt(view: DataView, ranks: Address, row: number): number {
  const at = ranks + row * HASH_BYTES;
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

function chooseBlockRows(draws: number): number {
  const rows = Math.floor(BLOCK_BYTES / (Math.max(draws, 1) * HASH_BYTES));
  return Math.max(BLOCK_ROWS_MIN, Math.min(BLOCK_ROWS, rows));
}

/** Bytes of the longest text. */
function textBytesMax(node: TextNode, encode: EncodeCharacter): number {
  switch (node.kind) {
    case 'characters':
      return node.characters.reduce((max, character) => Math.max(max, encode(character).length), 0);
    case 'sequence':
      return node.nodes.reduce((sum, part) => sum + textBytesMax(part, encode), 0);
    case 'choice':
      return node.alternatives.reduce((max, part) => Math.max(max, textBytesMax(part, encode)), 0);
    case 'repeat':
      return node.max * textBytesMax(node.node, encode);
  }
}
