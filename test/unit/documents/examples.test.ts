import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../scripts/tabular/command-line.ts';
import { OUTPUT_FORMATS, OutputSpec, SQL_DIALECTS } from '../../../shared/contracts/spec-document.ts';
import { digestPath } from '../../../shared/digest/digest-path.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { COLUMN_KINDS } from '../../../shared/spec/column-kinds.ts';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { type DocumentExample, documentExamples, documentFiles } from '../../support/document-examples.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';
import { wholeFile } from '../../support/whole-file.ts';

const ROWS = 200;
const READ_BACK = OUTPUT_FORMATS.filter((format) => format !== 'sql');
const folder = mkdtempSync(join(tmpdir(), 'tabular-documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

const examples = documentFiles().flatMap(documentExamples);
const named = (...uses: DocumentExample['use'][]) =>
  examples.filter(({ use }) => uses.includes(use)).map((example) => [example.name, example] as const);

/** The names and kinds of all columns of an example, those that normalisation has written anew included. */
function kindsOf({ document, text }: DocumentExample): string[] {
  const { tables } = normaliseSpec(document, { seed: 1 });
  const kinds = tables.flatMap(({ columns }) => columns.map(({ kind }) => kind as string));
  return /kind: conditional/.test(text) ? [...kinds, 'conditional'] : kinds;
}

describe('an example of the documents', () => {
  it.each(named('specification', 'columns'))('has the same rows in every format: %s', async (_name, { document }) => {
    const { plan, blockSums } = planJob(normaliseSpec(document, { seed: 1 }));
    for (const { index: tableIndex, num_records } of plan.tables) {
      const rowEnd = Math.min(ROWS, num_records);
      const totals = new Set<string>();
      for (const format of READ_BACK) {
        const path = join(folder, `example.${format}`);
        writeFileSync(
          path,
          await wholeFile({ plan, blockSums, tableIndex, output: OutputSpec.parse({ format }), rowEnd }),
        );
        const { total, numRecords } = await digestPath(path);
        expect(numRecords).toBe(rowEnd);
        totals.add(total);
      }
      expect(totals.size).toBe(1);
      for (const dialect of SQL_DIALECTS) {
        const output = OutputSpec.parse({ format: 'sql', dialect, create_table: true });
        const script = new TextDecoder().decode(await wholeFile({ plan, blockSums, tableIndex, output, rowEnd }));
        expect(script.match(/^ ?\(.*\)[,;]$/gm) ?? []).toHaveLength(rowEnd);
      }
    }
  });

  it.each(named('fault'))('of faults has those that the page shows: %s', async (_name, { text, answer }) => {
    const file = join(folder, 'spec.yaml');
    writeFileSync(file, text);
    const terminal = recordTerminal({ width: 120 });
    expect(await runCommandLine(['schema', 'check', file], terminal)).toBe(2);
    expect(terminal.notesText().replaceAll(`${folder}/`, '').trimEnd()).toBe(answer);
  });

  it('is run, but for those that are no specifications', () => {
    const notRun = examples.filter(({ use }) => use === 'fragment').map(({ file }) => file);
    expect(notRun).toEqual([
      'docs/configuration.md',
      'docs/imports.md',
      'docs/sdk.md',
      'docs/triggers.md',
      'docs/triggers.md',
    ]);
    expect(named('specification', 'columns').length).toBeGreaterThan(20);
  });
});

describe('docs/schema.md', () => {
  it('shows every kind in examples that are run, conditional included', () => {
    const shown = new Set(
      examples.filter(({ file, use }) => file === 'docs/schema.md' && use !== 'fault').flatMap(kindsOf),
    );
    expect([...COLUMN_KINDS, 'conditional'].filter((kind) => !shown.has(kind))).toEqual([]);
  });
});

describe('docs/columns.md and docs/tables.md', () => {
  it('show every kind too', () => {
    const pages = ['docs/columns.md', 'docs/tables.md'];
    const shown = new Set(examples.filter(({ file, use }) => pages.includes(file) && use !== 'fault').flatMap(kindsOf));
    expect([...COLUMN_KINDS, 'conditional'].filter((kind) => !shown.has(kind))).toEqual([]);
  });
});
