import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../errors/app-error.ts';

/** Bytes [start, end) of a file. */
export interface FileRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

interface Source {
  readonly handle: Promise<FileHandle>;
  piecesLeft: number;
}

interface Piece {
  readonly source: Source;
  readonly start: number;
  readonly bytes: number;
  readonly targetStart: number;
}

/** Reads of one lane overlap with the writes of the other; the target's inode lock puts writes in a row anyway. */
const LANES = 2;
/** Large enough that trips through the thread pool do not count. */
const PIECE_BYTES = 2 * 1024 * 1024;

/** Writes the ranges one after the other into `target` from its first byte; CORRUPT_PART when a source is too short. */
export async function copyRanges(target: FileHandle, ranges: readonly FileRange[]): Promise<void> {
  const sources = new Set<Source>();
  const pieces = cutPieces(ranges, sources);
  const lanes = Array.from({ length: LANES }, () => runLane(target, pieces, sources));
  const endings = await Promise.allSettled(lanes);
  await Promise.allSettled([...sources].map(closeSource));
  const failure = endings.find((ending) => ending.status === 'rejected');
  if (failure) throw failure.reason;
}

/** Lanes share one generator: a lane that fails closes it, and so ends all of them. */
async function runLane(target: FileHandle, pieces: Generator<Piece, void>, sources: Set<Source>): Promise<void> {
  let buffer: Buffer | undefined;
  for (let next = pieces.next(); !next.done; next = pieces.next()) {
    const { source } = next.value;
    buffer ??= Buffer.allocUnsafeSlow(PIECE_BYTES);
    try {
      await copyPiece(target, next.value, buffer);
    } catch (error) {
      pieces.return();
      throw error;
    }
    source.piecesLeft -= 1;
    if (source.piecesLeft === 0 && sources.delete(source)) await closeSource(source);
  }
}

async function copyPiece(target: FileHandle, piece: Piece, buffer: Buffer): Promise<void> {
  const source = await piece.source.handle;
  for (let done = 0; done < piece.bytes; ) {
    const { bytesRead } = await source.read(buffer, done, piece.bytes - done, piece.start + done);
    if (bytesRead === 0) throw new AppError('CORRUPT_PART', 'a part ends before the range that merging copies');
    done += bytesRead;
  }
  for (let done = 0; done < piece.bytes; ) {
    const { bytesWritten } = await target.write(buffer, done, piece.bytes - done, piece.targetStart + done);
    done += bytesWritten;
  }
}

/** Opens a source when its first piece is asked for, so that no more than a few are open at once. */
function* cutPieces(ranges: readonly FileRange[], sources: Set<Source>): Generator<Piece, void> {
  let targetStart = 0;
  for (const { path, start: rangeStart, end } of ranges) {
    const handle = open(path, 'r');
    // awaited by the lanes; without this a failure before the first await would count as unhandled
    handle.catch(() => undefined);
    const source: Source = { handle, piecesLeft: Math.ceil((end - rangeStart) / PIECE_BYTES) };
    sources.add(source);
    for (let start = rangeStart; start < end; start += PIECE_BYTES) {
      const bytes = Math.min(PIECE_BYTES, end - start);
      yield { source, start, bytes, targetStart };
      targetStart += bytes;
    }
  }
}

async function closeSource(source: Source): Promise<void> {
  await (await source.handle).close();
}
