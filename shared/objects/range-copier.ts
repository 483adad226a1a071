import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../errors/app-error.ts';

/** Bytes [start, end) of a file. */
export interface FileRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A range that is being copied, piece by piece. */
interface Copy {
  readonly handle: FileHandle;
  readonly end: number;
  next: number;
  targetNext: number;
  piecesUnderWay: number;
}

interface Piece {
  readonly copy: Copy;
  readonly start: number;
  readonly bytes: number;
  readonly targetStart: number;
}

/** Reads of two lanes overlap with the write of the third: the inode lock of the target puts writes in a row anyway. */
const LANES = 3;
/** Large enough that trips through the thread pool do not count. */
const PIECE_BYTES = 1024 * 1024;

/** Copies ranges of files into one target while its owner prepares the next ones. */
export class RangeCopier {
  readonly #target: FileHandle;
  readonly #queue: Copy[] = [];
  readonly #buffers: Buffer[] = [];
  readonly #lanes = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(target: FileHandle) {
    this.#target = target;
  }

  /**
   * Opens the file and begins to copy `range` to `targetStart`: what the name stands for afterwards does not matter. A
   * failure of the copy is told by `finish`.
   */
  async add({ path, start, end }: FileRange, targetStart: number): Promise<void> {
    if (start >= end || this.#failure !== undefined) return;
    const handle = await open(path, 'r');
    this.#queue.push({ handle, end, next: start, targetNext: targetStart, piecesUnderWay: 0 });
    while (this.#lanes.size < LANES) this.#startLane();
  }

  /** Waits until everything is copied; throws CORRUPT_PART when a source was too short, or what the file system said. */
  async finish(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Forgets what is not copied yet and waits for what is under way. */
  async stop(): Promise<void> {
    await this.#fail(new AppError('CANCELLED', 'the copy was stopped'));
    while (this.#lanes.size > 0) await Promise.all(this.#lanes);
  }

  #startLane(): void {
    const lane = this.#runLane().catch((error: unknown) => this.#fail(error));
    this.#lanes.add(lane);
    void lane.finally(() => this.#lanes.delete(lane));
  }

  async #runLane(): Promise<void> {
    const buffer = this.#buffers.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (let piece = this.#takePiece(); piece !== undefined; piece = this.#takePiece()) {
      const { copy } = piece;
      try {
        await this.#copyPiece(piece, buffer);
      } finally {
        copy.piecesUnderWay -= 1;
        if (copy.next >= copy.end && copy.piecesUnderWay === 0) await copy.handle.close();
      }
    }
    this.#buffers.push(buffer);
  }

  #takePiece(): Piece | undefined {
    const [copy] = this.#queue;
    if (copy === undefined) return undefined;
    const bytes = Math.min(PIECE_BYTES, copy.end - copy.next);
    const piece = { copy, start: copy.next, bytes, targetStart: copy.targetNext };
    copy.next += bytes;
    copy.targetNext += bytes;
    copy.piecesUnderWay += 1;
    if (copy.next >= copy.end) this.#queue.shift();
    return piece;
  }

  async #copyPiece({ copy, start, bytes, targetStart }: Piece, buffer: Buffer): Promise<void> {
    for (let done = 0; done < bytes; ) {
      const { bytesRead } = await copy.handle.read(buffer, done, bytes - done, start + done);
      if (bytesRead === 0) throw new AppError('CORRUPT_PART', 'a part ends before the range that merging copies');
      done += bytesRead;
    }
    for (let done = 0; done < bytes; ) {
      const { bytesWritten } = await this.#target.write(buffer, done, bytes - done, targetStart + done);
      done += bytesWritten;
    }
  }

  /** The first failure counts; the ranges behind it are given up. */
  async #fail(error: unknown): Promise<void> {
    this.#failure ??= { error };
    for (const copy of this.#queue.splice(0)) {
      copy.next = copy.end;
      if (copy.piecesUnderWay > 0) continue;
      await copy.handle.close();
    }
  }
}
