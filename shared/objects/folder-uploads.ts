import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import { writeSlices } from './folder-files.ts';
import type { Upload, UploadedPart } from './object-store.ts';
import { type FileRange, RangeCopier } from './range-copier.ts';

/** An upload's file with its parts in the order in which they came. */
interface Assembly {
  readonly path: string;
  readonly handle: FileHandle;
  readonly copier: RangeCopier;
  bytes: number;
}

interface OpenUpload {
  readonly upload: Upload;
  readonly assembly: Promise<Assembly>;
  readonly ranges: Map<number, { readonly etag: string; readonly start: number; readonly end: number }>;
}

/** The parts of a completed upload, one behind the other in one file. */
export interface AssembledFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/**
 * Multipart uploads of a folder: each part goes into one file as it comes, copies in the background, so that whoever
 * uploads works on the next part meanwhile. Known to this process alone: a crash forgets them and the next start
 * sweeps their files.
 */
export class FolderUploads {
  readonly #temporaryFolder: string;
  readonly #open = new Map<string, OpenUpload>();

  constructor(temporaryFolder: string) {
    this.#temporaryFolder = temporaryFolder;
  }

  create(key: string): Upload {
    const upload = { key, uploadId: randomUUID() };
    const assembly = this.#createAssembly();
    // awaited with the first part; an upload that is never used must not fail the process
    assembly.catch(() => undefined);
    this.#open.set(upload.uploadId, { upload, assembly, ranges: new Map() });
    return upload;
  }

  async putBody(upload: Upload, partNumber: number, slices: readonly Uint8Array[]): Promise<UploadedPart> {
    const state = this.#get(upload);
    const bytes = slices.reduce((sum, slice) => sum + slice.length, 0);
    const assembly = await state.assembly;
    const part = this.#note(state, { assembly, partNumber, bytes });
    await writeSlices(assembly.handle, slices, assembly.bytes - bytes);
    return part;
  }

  async putCopy(upload: Upload, partNumber: number, range: FileRange): Promise<UploadedPart> {
    const state = this.#get(upload);
    const assembly = await state.assembly;
    const bytes = range.end - range.start;
    const part = this.#note(state, { assembly, partNumber, bytes });
    await assembly.copier.add(range, assembly.bytes - bytes);
    return part;
  }

  /** See ObjectStore.listUploadParts. */
  list(upload: Upload): UploadedPart[] {
    const parts = [...this.#get(upload).ranges].map(([partNumber, { etag, start, end }]) => ({
      partNumber,
      etag,
      bytes: end - start,
    }));
    return parts.sort((a, b) => a.partNumber - b.partNumber);
  }

  /**
   * The file of exactly these parts in this order; FILE_NOT_FOUND when one of them was never uploaded. Parts that came
   * in another order, or twice, cost a second copy.
   */
  async assemble(upload: Upload, parts: readonly UploadedPart[]): Promise<AssembledFile> {
    const state = this.#get(upload);
    const ranges = parts.map((part, index) => {
      const range = state.ranges.get(part.partNumber);
      const isAscending = index === 0 || part.partNumber > parts[index - 1]!.partNumber;
      if (range?.etag === part.etag && isAscending) return range;
      throw new AppError(
        'FILE_NOT_FOUND',
        `upload part ${part.partNumber} of object ${upload.key} is not there in order`,
      );
    });
    const assembly = await state.assembly;
    await assembly.copier.finish();
    const isInOrder = ranges.every(({ start }, index) => start === (ranges[index - 1]?.end ?? 0));
    if (isInOrder && (ranges.at(-1)?.end ?? 0) === assembly.bytes) return assembly;
    const ordered = await this.#createAssembly();
    this.#open.set(upload.uploadId, { ...state, assembly: Promise.resolve(ordered) });
    for (const { start, end } of ranges) {
      await ordered.copier.add({ path: assembly.path, start, end }, ordered.bytes);
      ordered.bytes += end - start;
    }
    await ordered.copier.finish();
    await closeAssembly(assembly);
    return ordered;
  }

  /** Forgets the upload; an unknown one is no error. */
  async end(upload: Upload): Promise<void> {
    const state = this.#open.get(upload.uploadId);
    this.#open.delete(upload.uploadId);
    const assembly = await state?.assembly.catch(() => undefined);
    if (assembly !== undefined) await closeAssembly(assembly);
  }

  async #createAssembly(): Promise<Assembly> {
    const path = join(this.#temporaryFolder, `${randomUUID()}.upload`);
    const handle = await open(path, 'wx+');
    return { path, handle, copier: new RangeCopier(handle), bytes: 0 };
  }

  #get(upload: Upload): OpenUpload {
    const state = this.#open.get(upload.uploadId);
    if (state && state.upload.key === upload.key) return state;
    throw new AppError('FILE_NOT_FOUND', `upload of object ${upload.key} is not open; begin it again`);
  }

  /** Gives the part the next bytes of the assembly. */
  #note(
    state: OpenUpload,
    { assembly, partNumber, bytes }: { assembly: Assembly; partNumber: number; bytes: number },
  ): UploadedPart {
    const start = assembly.bytes;
    assembly.bytes += bytes;
    const etag = randomUUID();
    state.ranges.set(partNumber, { etag, start, end: assembly.bytes });
    return { partNumber, etag, bytes };
  }
}

/** The file may have been moved to where it belongs; then nothing is left to remove. */
async function closeAssembly({ path, handle, copier }: Assembly): Promise<void> {
  await copier.stop();
  await handle.close();
  await rm(path, { force: true });
}
