import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { OUTPUT_FORMATS, type OutputFormat, type TextCompression } from '../../shared/contracts/spec-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';

/** What every folder that we write holds. */
const MANIFEST_NAME = 'manifest.json';

/**
 * Refuses an output that cannot be written or would lose something: FILE_NOT_FOUND for a missing folder,
 * OBJECT_EXISTS for a file or a folder with content unless `isForced`, INVALID_REQUEST for a folder where a file
 * should be (or the reverse) and for a folder that is no dataset, whatever --force says.
 */
export async function checkOutput(output: string, kind: 'file' | 'folder', isForced: boolean): Promise<void> {
  const folder = path.dirname(path.resolve(output));
  if (!(await kindOf(folder)))
    throw new AppError('FILE_NOT_FOUND', `the folder ${folder} does not exist: create it, or name another with -o`);
  const present = await kindOf(output);
  if (present === undefined) return;
  if (present !== kind) throw wrongKind(output, kind);
  const content = present === 'folder' ? await readdir(output) : undefined;
  if (content?.length === 0) return;
  if (isForced && content !== undefined && !content.includes(MANIFEST_NAME))
    throw new AppError(
      'INVALID_REQUEST',
      `${output} holds other things than a dataset, which --force would delete: name another folder`,
    );
  if (isForced) return;
  throw new AppError('OBJECT_EXISTS', `${output} exists already: --force replaces it, or name another ${kind} with -o`);
}

async function kindOf(name: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(name).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

function wrongKind(output: string, kind: 'file' | 'folder'): AppError {
  const remedy = kind === 'file' ? 'name a file in it, or add --parts for a folder of parts' : 'name a folder';
  return new AppError('INVALID_REQUEST', `${output} is a ${kind === 'file' ? 'folder' : 'file'}: ${remedy}`);
}

/** The format that --format names. Throws INVALID_REQUEST. */
export function parseFormat(text: string): OutputFormat {
  if (isFormat(text)) return text;
  throw new AppError('INVALID_REQUEST', `--format ${text}: expected one of ${OUTPUT_FORMATS.join(', ')}`);
}

/** What a file name's ending tells. */
export interface FileEnding {
  readonly format: OutputFormat;
  /** Of text; the compression of the others is within them. */
  readonly compression?: TextCompression;
}

const CODEC_OF_ENDING: Readonly<Record<string, TextCompression>> = { '.gz': 'gzip', '.zst': 'zstd' };

/** Format and compression by a name such as `out.csv.gz`, or undefined. */
export function readEnding(name: string): FileEnding | undefined {
  const lower = name.toLowerCase();
  const codec = CODEC_OF_ENDING[path.extname(lower)];
  const ending = path.extname(codec === undefined ? lower : path.basename(lower, path.extname(lower))).slice(1);
  const format = ending === 'ndjson' ? 'jsonl' : ending;
  if (!isFormat(format)) return undefined;
  if (format !== 'parquet' && format !== 'arrow') return { format, compression: codec ?? 'none' };
  return codec === undefined ? { format } : undefined;
}

function isFormat(text: string): text is OutputFormat {
  return (OUTPUT_FORMATS as readonly string[]).includes(text);
}
