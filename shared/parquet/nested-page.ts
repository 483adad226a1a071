import type { KernelSession } from '../kernels/kernel-session.ts';
import type { Address } from '../kernels/kernels.ts';
import type { ColumnChunk } from './column-chunk.ts';
import { type EncodedPage, encodePage, growArena, pageSpace } from './data-page.ts';
import { type Levels, NO_LEVELS } from './levels.ts';
import type { LeafPage } from './nested-levels.ts';
import type { RangeWorkspace } from './value-range.ts';

/** Readable bytes that kernels want behind what they read. */
const SLACK_BYTES = 64;

export interface NestedPageInput {
  readonly leaf: LeafPage;
  readonly numRows: number;
  /** First free address of the arena. */
  readonly at: Address;
  readonly workspace: RangeWorkspace;
}

/** Encodes one page of one leaf into the arena, as `encodeDataPage` does; levels and presence lie behind it in the meantime. */
export function encodeNestedPage(
  session: KernelSession,
  chunk: ColumnChunk,
  { leaf, numRows, at, workspace }: NestedPageInput,
): EncodedPage {
  const { vector, presence, repetition, definition } = leaf;
  const [numPlaces, numLevels] = [presence.length, definition.length];
  const space = pageSpace(chunk, { at, byteLength: vector.byteLength, numPlaces, numLevels });
  const repetitionAt = space.end;
  const definitionAt = repetitionAt + numLevels + SLACK_BYTES;
  const presenceAt = definitionAt + numLevels + SLACK_BYTES;
  growArena(session, presenceAt + numPlaces + SLACK_BYTES);
  const { bytes } = session;
  bytes.set(repetition, repetitionAt);
  bytes.set(definition, definitionAt);
  bytes.set(presence, presenceAt);
  return encodePage(session, chunk, {
    vector: { ...vector, presence: presenceAt, nullCount: numPlaces - leaf.presentCount },
    numPlaces,
    numRows,
    numLevels,
    repetition: levelsOf(repetition, chunk.maxRepetitionLevel, repetitionAt),
    definition: levelsOf(definition, chunk.maxDefinitionLevel, definitionAt),
    space,
    workspace,
  });
}

/** Equal levels take one run. */
function levelsOf(levels: Uint8Array, maxLevel: number, at: Address): Levels {
  if (maxLevel === 0) return NO_LEVELS;
  const first = levels[0]!;
  return { maxLevel, levels: levels.every((level) => level === first) ? { all: first } : { at } };
}
