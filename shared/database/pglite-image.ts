import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Covers the whole image, so that the three nearly equal template databases are stored once. */
const WINDOW_LOG = 26;
const LENGTH_BYTES = 4;

interface ImageEntry {
  readonly path: string;
  /** -1 for a folder. */
  readonly bytes: number;
}

/**
 * A folder as one file: zstd over a 4-byte length (little endian), a JSON list of entries, and the bytes of all
 * files in that order. Holds no times and no owners, so the same folder gives the same image.
 */
export async function packFolder(folder: string, image: string): Promise<void> {
  const entries: ImageEntry[] = [];
  const contents: Buffer[] = [];
  for (const found of (await readdir(folder, { recursive: true, withFileTypes: true })).sort(byPath)) {
    const path = join(found.parentPath, found.name);
    const content = found.isDirectory() ? undefined : await readFile(path);
    entries.push({ path: relative(folder, path), bytes: content?.byteLength ?? -1 });
    if (content !== undefined) contents.push(content);
  }
  const header = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(header.byteLength);
  const packed = await compress(Buffer.concat([length, header, ...contents]), {
    params: {
      [constants.ZSTD_c_compressionLevel]: 12,
      [constants.ZSTD_c_windowLog]: WINDOW_LOG,
      [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    },
  });
  await mkdir(dirname(image), { recursive: true });
  await writeFile(image, packed);
}

/** The reverse. The folder appears whole or not at all; an earlier half-made one is replaced. */
export async function unpackFolder(image: string, folder: string): Promise<void> {
  const content = await decompress(await readFile(image), { params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG } });
  const headerEnd = LENGTH_BYTES + content.readUInt32LE(0);
  const entries = JSON.parse(content.toString('utf8', LENGTH_BYTES, headerEnd)) as ImageEntry[];
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  // PostgreSQL refuses a data folder that others can read.
  await mkdir(partial, { recursive: true, mode: 0o700 });
  let offset = headerEnd;
  for (const { path, bytes } of entries) {
    const target = join(partial, path);
    if (bytes < 0) {
      await mkdir(target, { mode: 0o700 });
      continue;
    }
    await writeFile(target, content.subarray(offset, offset + bytes), { mode: 0o600 });
    offset += bytes;
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

/** Folders sort before what they hold. */
function byPath(left: { parentPath: string; name: string }, right: { parentPath: string; name: string }): number {
  const a = join(left.parentPath, left.name);
  const b = join(right.parentPath, right.name);
  return a < b ? -1 : 1;
}
