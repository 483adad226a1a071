import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetManifest } from '../contracts/dataset-manifest.ts';
import { AppError } from '../errors/app-error.ts';
import { digestFiles, isDataFile } from './digest-files.ts';
import type { DatasetDigest } from './digest-result.ts';

const MANIFEST_NAME = 'manifest.json';

/**
 * The digest of a data file, or of a folder of parts: in the order of its manifest when there is one, else by name.
 * Throws FILE_NOT_FOUND for a missing path, INVALID_REQUEST for a folder without data or with several tables.
 */
export async function digestPath(path: string): Promise<DatasetDigest> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `there is no file or folder ${path}`, { cause });
  });
  if (!found.isDirectory()) return digestFiles([path]);
  const names = await partNames(path);
  if (names.length === 0) {
    throw new AppError('INVALID_REQUEST', `the folder ${path} holds no data file; name a file or a folder of parts`);
  }
  return digestFiles(names.map((name) => join(path, name)));
}

async function partNames(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  if (names.includes(MANIFEST_NAME)) return manifestNames(await readFile(join(folder, MANIFEST_NAME), 'utf8'), folder);
  return names.filter(isDataFile).sort();
}

function manifestNames(text: string, folder: string): string[] {
  const parsed = DatasetManifest.safeParse(parseJson(text));
  if (!parsed.success)
    throw new AppError('INVALID_REQUEST', `${join(folder, MANIFEST_NAME)} is not a dataset manifest`);
  const [table, ...others] = parsed.data.tables;
  if (others.length > 0) {
    throw new AppError('INVALID_REQUEST', `the dataset in ${folder} has several tables; name the files of one of them`);
  }
  return table?.files.map(({ name }) => name) ?? [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
