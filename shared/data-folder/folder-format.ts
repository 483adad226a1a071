import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';

/** Versions of what a data folder holds. */
export interface FolderFormat {
  /** Of the folder's own layout. */
  readonly format: number;
  /** The number of the last migration. */
  readonly schema: number;
  /** PostgreSQL's major version. */
  readonly postgres: number;
}

const FILE_NAME = 'format.json';
const FIELDS = ['format', 'schema', 'postgres'] as const;

/**
 * Compares the folder with this release: DATA_FOLDER_VERSION when it is newer or its database belongs to an older
 * PostgreSQL. An older schema is copied aside first, since migrations have no way back.
 */
export function checkFormat(folder: string, supported: FolderFormat, databaseFolder: string): void {
  const found = readFormat(folder);
  if (!found) return;
  const newer = FIELDS.find((field) => found[field] > supported[field]);
  if (newer) throw refusal(folder, found, supported, 'run the newer release, or choose another folder');
  if (found.postgres < supported.postgres)
    throw refusal(folder, found, supported, 'start the older release, export what you need, and begin a new folder');
  if (found.schema < supported.schema) copyAside(databaseFolder, found.schema);
}

/** Records that the folder is at `format` now; whole or not at all. */
export function writeFormat(folder: string, format: FolderFormat): void {
  const temporary = join(folder, `${FILE_NAME}.partial`);
  writeFileSync(temporary, `${JSON.stringify(format)}\n`);
  renameSync(temporary, join(folder, FILE_NAME));
}

function readFormat(folder: string): FolderFormat | undefined {
  const path = join(folder, FILE_NAME);
  if (!existsSync(path)) return undefined;
  try {
    const content = JSON.parse(readFileSync(path, 'utf8'));
    if (FIELDS.every((field) => Number.isSafeInteger(content[field]))) return content;
  } catch (cause) {
    throw damaged(path, cause);
  }
  throw damaged(path, undefined);
}

/** An earlier copy of the same schema comes from a start that ended before its migration: it is taken anew. */
function copyAside(databaseFolder: string, schema: number): void {
  if (!existsSync(databaseFolder)) return;
  const copy = `${databaseFolder}-schema-${schema}`;
  for (const path of [copy, `${copy}.partial`]) rmSync(path, { recursive: true, force: true });
  cpSync(databaseFolder, `${copy}.partial`, { recursive: true });
  renameSync(`${copy}.partial`, copy);
}

function refusal(folder: string, found: FolderFormat, supported: FolderFormat, remedy: string): AppError {
  const versions = FIELDS.map((field) => `${field} ${found[field]} (this release: ${supported[field]})`).join(', ');
  return new AppError('DATA_FOLDER_VERSION', `data folder ${folder} has ${versions}; ${remedy}`);
}

function damaged(path: string, cause: unknown): AppError {
  const message = `${path} cannot be read as format, schema and postgres; restore it or choose another folder`;
  return new AppError('DATA_FOLDER_VERSION', message, { cause });
}
