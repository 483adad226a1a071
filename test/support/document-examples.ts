import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../shared/documents/read-document.ts';

export type ExampleUse = 'specification' | 'columns' | 'fault' | 'fragment';

/** A fence of a document that holds YAML or JSON. */
export interface DocumentExample {
  /** `docs/schema.md, line 12`. */
  readonly name: string;
  readonly file: string;
  readonly use: ExampleUse;
  readonly text: string;
  /** What it reads as; columns of their own, with a table around them. */
  readonly document: unknown;
  /** Of a fault: the fence after it, what the command line says. */
  readonly answer?: string;
}

const FENCE = /^```(yaml|json)(?: (fault|fragment))?\n([\s\S]*?)^```$/gm;
const NEXT_FENCE = /```\n([\s\S]*?)\n```/;
const COLUMNS_ROWS = 1_000;

/** README and every page below docs. */
export function documentFiles(): string[] {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  return ['README.md', ...pages.map((page) => join('docs', page)).sort()];
}

/**
 * The examples of a document, in order. A word behind the language says what is no specification: `fault` (one with
 * faults, whose answer is the next fence) and `fragment` (something else, not to be run).
 */
export function documentExamples(file: string): DocumentExample[] {
  const page = readFileSync(file, 'utf8');
  return [...page.matchAll(FENCE)].map((match) => {
    const [whole, syntax, word, text = ''] = match;
    const rest = page.slice(match.index + whole.length);
    const content = readDocument(text, syntax as 'yaml' | 'json') as Record<string, unknown>;
    const isColumns = word === undefined && Object.hasOwn(content, 'columns');
    return {
      name: `${file}, line ${page.slice(0, match.index).split('\n').length}`,
      file,
      use: (word as ExampleUse | undefined) ?? (isColumns ? 'columns' : 'specification'),
      text,
      document: isColumns ? { tables: { example: { num_records: COLUMNS_ROWS, ...content } } } : content,
      ...(word === 'fault' && { answer: NEXT_FENCE.exec(rest)?.[1] ?? '' }),
    };
  });
}
