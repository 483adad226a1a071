import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import { copyRanges, type FileRange } from './copy-ranges.ts';
import { writeSlices } from './folder-files.ts';
import type { Upload, UploadedPart } from './object-store.ts';

interface OpenUpload {
  readonly upload: Upload;
  /** Bytes that came as bodies, one after the other in one file. */
  readonly bodyPath: string;
  body: Promise<FileHandle> | undefined;
  bodyBytes: number;
  readonly ranges: Map<number, FileRange & { readonly etag: string }>;
}

/**
 * Multipart uploads of a folder: bodies are collected in one file, copies are only noted, and completion writes
 * everything in one pass. Known to this process alone: a crash forgets them and the next start sweeps their files.
 */
export class FolderUploads {
  readonly #temporaryFolder: string;
  readonly #open = new Map<string, OpenUpload>();

  constructor(temporaryFolder: string) {
    this.#temporaryFolder = temporaryFolder;
  }

  create(key: string): Upload {
    const upload = { key, uploadId: randomUUID() };
    const bodyPath = join(this.#temporaryFolder, `${upload.uploadId}.upload`);
    this.#open.set(upload.uploadId, { upload, bodyPath, body: undefined, bodyBytes: 0, ranges: new Map() });
    return upload;
  }

  async putBody(upload: Upload, partNumber: number, slices: readonly Uint8Array[]): Promise<UploadedPart> {
    const state = this.#get(upload);
    const bytes = slices.reduce((sum, slice) => sum + slice.length, 0);
    const start = state.bodyBytes;
    state.bodyBytes += bytes;
    state.body ??= open(state.bodyPath, 'wx+');
    await writeSlices(await state.body, slices, start);
    return this.#note(state, partNumber, { path: state.bodyPath, start, end: start + bytes });
  }

  noteCopy(upload: Upload, partNumber: number, range: FileRange): UploadedPart {
    return this.#note(this.#get(upload), partNumber, range);
  }

  /** Writes the named parts in order; FILE_NOT_FOUND when one of them was never uploaded. */
  async write(upload: Upload, parts: readonly UploadedPart[], target: FileHandle): Promise<void> {
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
    await copyRanges(target, ranges);
  }

  /** Forgets the upload; an unknown one is no error. */
  async end(upload: Upload): Promise<void> {
    const state = this.#open.get(upload.uploadId);
    this.#open.delete(upload.uploadId);
    if (!state?.body) return;
    await (await state.body).close();
    await rm(state.bodyPath, { force: true });
  }

  #get(upload: Upload): OpenUpload {
    const state = this.#open.get(upload.uploadId);
    if (state && state.upload.key === upload.key) return state;
    throw new AppError('FILE_NOT_FOUND', `upload of object ${upload.key} is not open; begin it again`);
  }

  #note(state: OpenUpload, partNumber: number, range: FileRange): UploadedPart {
    const etag = `${randomUUID()}`;
    state.ranges.set(partNumber, { ...range, etag });
    return { partNumber, etag, bytes: range.end - range.start };
  }
}
