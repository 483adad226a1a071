import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { OutputFormat, SpecDocument } from '../../shared/contracts/spec-document.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { placingIssues } from './place-issues.ts';

/** `crypto.randomInt` takes at most 48 bits; enough to never meet a seed twice. */
const DRAWN_SEED_END = 2 ** 48 - 1;

export interface SpecSource {
  /** A path, or `-` for standard input. */
  readonly file: string | undefined;
  readonly rows?: number | undefined;
  readonly seed?: number | undefined;
  /** What every stated number of rows is multiplied by. */
  readonly scale?: number | undefined;
  readonly defaultFormat?: OutputFormat | undefined;
}

/**
 * The specification of `-f`, with --rows, --scale and --seed over it; a seed is drawn when nobody names one. Throws
 * FILE_NOT_FOUND, INVALID_REQUEST, or INVALID_SPEC with everything that is wrong.
 */
export async function readSpec({ file, rows, seed, scale, defaultFormat }: SpecSource): Promise<SpecDocument> {
  if (file === undefined) throw new AppError('INVALID_REQUEST', 'a specification is missing: add -f spec.yaml');
  const content = await readContent(file);
  const syntax = file.endsWith('.json') || content.trimStart().startsWith('{') ? 'json' : 'yaml';
  const options = {
    seed: randomInt(DRAWN_SEED_END),
    ...(rows === undefined ? {} : { numRecords: rows }),
    ...(scale === undefined ? {} : { scale }),
    ...(defaultFormat === undefined ? {} : { defaultFormat }),
  };
  const source = { file: file === '-' ? 'standard input' : file, content };
  const spec = placingIssues(source, () => normaliseSpec(readDocument(content, syntax), options));
  return seed === undefined ? spec : { ...spec, seed };
}

async function readContent(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `the specification ${file} cannot be read: check the path given with -f`, {
      cause,
    });
  }
}
