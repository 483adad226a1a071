import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderErrorDocument } from '../../scripts/render-error-document.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import { ERROR_CODES } from '../../shared/errors/error-codes.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { listFiles, listSources, readText } from './source-files.ts';

const documents = listFiles().filter((file) => file.endsWith('.md') && !file.startsWith('test/golden/'));

/** Folders whose content is named in documents as paths of the repository. */
const PATH = /(?<![\w/.-])((?:functions|shared|scripts|test|docs|infra|bench|\.ci)\/[\w./-]*[\w/])/g;

/** Made by a build or by a run, so absent from a clean checkout. */
const MADE_LATER = /\/generated\/|^bench\/results\.json$/;

describe('documents', () => {
  it('name only paths that exist', () => {
    const missing = documents.flatMap((file) =>
      [...readText(file).matchAll(PATH)]
        .map(([, found]) => found!)
        .filter((found) => !MADE_LATER.test(found) && !existsSync(found))
        .map((found) => `${file}: ${found}`),
    );
    expect(missing).toEqual([]);
  });

  it('link only to files that exist', () => {
    const broken = documents.flatMap((file) =>
      [...readText(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target]) => new URL(target!, `file:///${file}`).pathname.slice(1))
        .filter((target) => !existsSync(target))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it.each([
    ['README.md', 150],
    ['ARCHITECTURE.md', 200],
    ['CONTRIBUTING.md', 120],
    ['docs/determinism.md', 120],
    ['docs/testing.md', 80],
  ])('%s has at most %i lines', (file, lines) => {
    expect(readText(file).split('\n').length).toBeLessThanOrEqual(lines + 1);
  });

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const unknown = documents.flatMap((file) =>
      [...readText(file).matchAll(/npm run ([a-z][\w:-]*)/g)].filter(([, name]) => scripts[name!] === undefined),
    );
    expect(unknown.map(([text]) => text)).toEqual([]);
  });
});

describe('README.md', () => {
  it('shows a specification that is accepted as it stands', () => {
    const [, example] = /```yaml\n([\s\S]*?)```/.exec(readText('README.md')) ?? [];
    const spec = normaliseSpec(readDocument(example!, 'yaml'), { seed: 1 });
    expect(spec.tables[0]).toMatchObject({ name: 'people', num_records: 1_000 });
  });
});

describe('docs/errors.md', () => {
  it('is what the table of codes renders to', () => {
    expect(readText('docs/errors.md')).toBe(renderErrorDocument());
  });
});

describe('error codes', () => {
  const code = listSources('functions', 'shared', 'scripts').map(readText).join('\n');
  const tests = listSources('test')
    .filter((file) => !file.startsWith('test/architecture/'))
    .map(readText)
    .join('\n');
  const names = Object.keys(ERROR_CODES);

  it('are each raised somewhere', () => {
    const unused = names.filter((name) => code.split(new RegExp(`\\b${name}\\b`)).length < 3);
    expect(unused).toEqual([]);
  });

  it('are each met by some test', () => {
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(tests))).toEqual([]);
  });
});
