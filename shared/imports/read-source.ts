import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { NameMeaning } from '../contracts/name-meaning.ts';
import type { SqlDialect } from '../contracts/spec-document.ts';
import { AppError } from '../errors/app-error.ts';
import { NAME_MEANINGS } from '../proposals/name-meanings.ts';
import type { SourceSchema } from '../proposals/source-schema.ts';
import { readArrowFile, readParquetFile } from './columnar-file.ts';
import { readCsvSample } from './csv-sample.ts';
import { readDialectScript } from './dialect-script.ts';
import { readFrictionless } from './frictionless.ts';
import { isMembers, type JsonMembers } from './json-members.ts';
import { readJsonSchema } from './json-schema.ts';
import { readPostgresScript } from './postgres-script.ts';
import { RowCounter } from './row-counts.ts';
import { readSdvMetadata } from './sdv-metadata.ts';

export const SOURCE_TYPES = ['sql', 'json-schema', 'frictionless', 'sdv', 'arrow', 'parquet', 'csv'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

export interface ReadOptions {
  /** Instead of what the file looks like. */
  readonly from?: SourceType;
  readonly dialect?: SqlDialect;
  readonly meanings?: readonly NameMeaning[];
}

/** A script or document larger than this is data. */
const TEXT_BYTES_MAX = 256 * 1024 * 1024;
/** How much of a CSV file is looked at. */
const SAMPLE_BYTES = 8 * 1024 * 1024;

/**
 * The tables that a file describes. Throws FILE_NOT_FOUND, and INVALID_REQUEST where the file is of no known type or
 * too large for a description.
 */
export async function readSource(file: string, options: ReadOptions = {}): Promise<SourceSchema> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || found.isDirectory())
    throw new AppError(
      'FILE_NOT_FOUND',
      `${file} ${found === undefined ? 'does not exist' : 'is a folder'}: name a file`,
    );
  const name = tableName(file);
  const from = options.from ?? sniffEnding(file);
  if (from === 'arrow') return readArrowFile(file, name);
  if (from === 'parquet') return readParquetFile(file, name);
  if (from === 'csv') return readCsvFile(file, found.size, options.meanings ?? []);
  const text = await readText(file, found.size);
  if (from === 'sql') return readSql(text, options.dialect ?? sniffDialect(text));
  return readJson(parseJson(text, file), name, from);
}

function tableName(file: string): string {
  return (
    path
      .basename(file)
      .replace(/\.(gz|csv|tsv|json|parquet|arrow|arrows|feather|sql)(?=\.gz$|$)/g, '')
      .replace(/\.gz$/, '') || 'data'
  );
}

/** What the ending says; JSON documents are told apart by their members. */
function sniffEnding(file: string): SourceType | undefined {
  const ending = path.extname(file.replace(/\.gz$/i, '')).slice(1).toLowerCase();
  if (ending === 'sql' || ending === 'ddl') return 'sql';
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  if (ending === 'parquet' || ending === 'pq') return 'parquet';
  if (ending === 'arrow' || ending === 'arrows' || ending === 'feather') return 'arrow';
  if (ending === 'json') return undefined;
  const known = '.sql, .json, .csv, .tsv, .parquet, .arrow';
  throw new AppError(
    'INVALID_REQUEST',
    `${file} ends in none of ${known}: say what it is with --from ${SOURCE_TYPES.join('|')}`,
  );
}

/** The dialect that only one of them writes; PostgreSQL where nothing tells. */
export function sniffDialect(text: string): SqlDialect {
  if (
    /\bauto_increment\b|\bengine\s*=|^(create\s+table|insert\s+into)\s+(if\s+not\s+exists\s+)?`|^-- mysql dump/im.test(
      text,
    )
  )
    return 'mysql';
  if (/\bautoincrement\b|^\s*pragma\b|\bwithout\s+rowid\b|^create\s+table\s+(if\s+not\s+exists\s+)?\[/im.test(text))
    return 'sqlite';
  return 'postgresql';
}

function readSql(text: string, dialect: SqlDialect): Promise<SourceSchema> {
  return dialect === 'postgresql' ? readPostgresScript(text) : readDialectScript(text, dialect);
}

async function readText(file: string, bytes: number): Promise<string> {
  if (bytes > TEXT_BYTES_MAX)
    throw new AppError(
      'INVALID_REQUEST',
      `${file} has ${bytes} bytes, the limit is ${TEXT_BYTES_MAX}: give the script of the schema alone`,
    );
  const content = await readFile(file);
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  return (isGzip ? gunzipSync(content, { maxOutputLength: TEXT_BYTES_MAX }) : content)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function parseJson(text: string, file: string): JsonMembers {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('INVALID_REQUEST', `${file} is no JSON document`);
  }
  if (!isMembers(value)) throw new AppError('INVALID_REQUEST', `${file} holds no JSON object`);
  return value;
}

function readJson(document: JsonMembers, name: string, from: SourceType | undefined): SourceSchema {
  const type = from ?? sniffJson(document);
  if (type === 'sdv') return readSdvMetadata(document, name);
  if (type === 'frictionless') return readFrictionless(document, name);
  return readJsonSchema(document, name);
}

function sniffJson(document: JsonMembers): SourceType {
  const has = (member: string) => Object.hasOwn(document, member);
  if (has('METADATA_SPEC_VERSION') || (has('tables') && has('relationships'))) return 'sdv';
  return has('resources') || (Array.isArray(document['fields']) && !has('properties')) ? 'frictionless' : 'json-schema';
}

async function readCsvFile(file: string, bytes: number, meanings: readonly NameMeaning[]): Promise<SourceSchema> {
  const name = tableName(file);
  const all = [...meanings, ...NAME_MEANINGS];
  if (/\.gz$/i.test(file)) {
    const text = await readText(file, bytes);
    return readCsvSample({ text, isCut: false, share: 1, meanings: all }, name);
  }
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(Math.min(bytes, SAMPLE_BYTES)),
      position: 0,
    });
    const text = new TextDecoder().decode(buffer.subarray(0, bytesRead));
    const isCut = bytesRead < bytes;
    return readCsvSample({ text, isCut, share: isCut ? bytes / bytesRead : 1, meanings: all }, name);
  } finally {
    await handle.close();
  }
}

/**
 * Rows per table of a script of INSERT or COPY, plain or gzip, of any size. The dialect decides how texts are quoted;
 * it is guessed from the script's beginning when absent. Throws FILE_NOT_FOUND.
 */
export async function countRows(file: string, dialect?: SqlDialect): Promise<ReadonlyMap<string, number>> {
  const handle = await open(file).catch(() => {
    throw new AppError('FILE_NOT_FOUND', `${file} does not exist: name a script of INSERT or COPY statements`);
  });
  const { buffer } = await handle.read({ buffer: Buffer.alloc(2), position: 0 });
  await handle.close();
  const decoder = new TextDecoder();
  let counter: RowCounter | undefined;
  const count = async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) {
      const text = decoder.decode(piece, { stream: true });
      counter ??= new RowCounter(dialect ?? sniffDialect(text));
      counter.push(text);
    }
  };
  const isGzip = buffer[0] === 0x1f && buffer[1] === 0x8b;
  if (isGzip) await pipeline(createReadStream(file), createGunzip(), count);
  else await pipeline(createReadStream(file), count);
  counter?.end();
  return counter?.counts ?? new Map();
}
