import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { OutputSpec } from '../contracts/spec-document.ts';
import { sha256Hex } from './plan-hash.ts';

/** Keeps names well below the 255 bytes of a file system, suffixes included. */
const STEM_LENGTH_MAX = 120;
const KEPT_LENGTH = 96;
const DIGITS_OF_INDEX = 5;

/**
 * A table's name as a file may be called: letters, digits, `_`, `-` and inner dots stay, every other byte becomes `~`
 * and two hex digits. Two names never meet, and none can leave its folder.
 */
export function fileStem(tableName: string): string {
  let stem = '';
  for (const byte of utf8ToBytes(tableName)) {
    const character = String.fromCharCode(byte);
    const isPlain = /[A-Za-z0-9_-]/.test(character) || (character === '.' && stem !== '');
    stem += isPlain ? character : `~${byte.toString(16).padStart(2, '0')}`;
  }
  if (stem.length <= STEM_LENGTH_MAX) return stem;
  return `${stem.slice(0, KEPT_LENGTH)}~~${sha256Hex(tableName).slice(0, 16)}`;
}

const CODEC_ENDINGS: Readonly<Record<OutputSpec['compression'], string>> = {
  none: '',
  gzip: '.gz',
  zstd: '.zst',
  snappy: '',
};

/** What names of files and parts end in: the format, and the compression of text. Parquet's is within the format. */
export function fileEnding({ format, compression }: FileKind): string {
  return format === 'parquet' ? format : `${format}${CODEC_ENDINGS[compression]}`;
}

/** The members of an output specification that a file's name tells. */
export type FileKind = Pick<OutputSpec, 'format' | 'compression'>;

/** `{table}.{ending}` of a table in one file. */
export function onlyFileName(tableName: string, kind: FileKind): string {
  return `${fileStem(tableName)}.${fileEnding(kind)}`;
}

/** `{table}/part-00000.{ending}` of a table in several. */
export function partFileName(tableName: string, fileIndex: number, kind: FileKind): string {
  return `${fileStem(tableName)}/part-${String(fileIndex).padStart(DIGITS_OF_INDEX, '0')}.${fileEnding(kind)}`;
}
