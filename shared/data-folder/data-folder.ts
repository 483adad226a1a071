import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkFormat, type FolderFormat, writeFormat } from './folder-format.ts';
import { lockFolder } from './folder-lock.ts';

/** Version of the layout below. */
export const FOLDER_FORMAT = 1;

/** One folder that holds everything of an embedded platform; ours alone while it is open. */
export interface DataFolder {
  readonly path: string;
  /** The database engine's files. */
  readonly databaseFolder: string;
  /** The object store's files. */
  readonly objectsFolder: string;
  /** After the database was migrated: the folder is of this release now, or of one with an older schema. */
  confirmFormat(schema?: number): void;
  close(): Promise<void>;
}

/** Makes or opens the folder. Errors: DATA_FOLDER_IN_USE, DATA_FOLDER_VERSION. */
export async function openDataFolder(folder: string, supported: Omit<FolderFormat, 'format'>): Promise<DataFolder> {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true });
  const lock = await lockFolder(path);
  const format: FolderFormat = { format: FOLDER_FORMAT, ...supported };
  const databaseFolder = join(path, 'database');
  try {
    checkFormat(path, format, databaseFolder);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    path,
    databaseFolder,
    objectsFolder: join(path, 'objects'),
    confirmFormat: (schema = format.schema) => writeFormat(path, { ...format, schema }),
    close: () => lock.release(),
  };
}
