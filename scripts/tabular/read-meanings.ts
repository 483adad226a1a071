import { readFile } from 'node:fs/promises';
import { NameMeaning } from '../../shared/contracts/name-meaning.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import { AppError } from '../../shared/errors/app-error.ts';

/** The rules of --meanings. Throws FILE_NOT_FOUND, or INVALID_REQUEST naming the first rule that is wrong. */
export async function readMeanings(file: string): Promise<NameMeaning[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new AppError('FILE_NOT_FOUND', `the meanings ${file} cannot be read: check the path of --meanings`, {
      cause,
    });
  });
  const document = readDocument(text, file.endsWith('.json') ? 'json' : 'yaml');
  if (!Array.isArray(document))
    throw new AppError('INVALID_REQUEST', `${file} is no list: write - { names, types, means, column }`);
  return document.map((rule, index) => readRule(rule, `${file}: rule ${index + 1}`));
}

function readRule(rule: unknown, place: string): NameMeaning {
  const parsed = NameMeaning.safeParse(rule);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError('INVALID_REQUEST', `${place}, ${issue?.path.join('.') || 'as a whole'}: ${issue?.message}`);
  }
  for (const pattern of [parsed.data.names, parsed.data.tables ?? '', parsed.data.beside ?? ''])
    compile(pattern, place);
  return parsed.data;
}

function compile(pattern: string, place: string): void {
  try {
    new RegExp(pattern);
  } catch {
    throw new AppError('INVALID_REQUEST', `${place}: ${JSON.stringify(pattern)} is no regular expression`);
  }
}
