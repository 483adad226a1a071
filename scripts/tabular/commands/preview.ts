import type { SpecDocument } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { invariant } from '../../../shared/errors/invariant.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { outputAs } from '../../../shared/spec/normalise-output.ts';
import type { TextStyle } from '../../../shared/text/text-style.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { writeFirstRows } from '../first-rows.ts';
import { parseOptions, parseWholeNumber } from '../parse-options.ts';
import { readSpec } from '../read-spec.ts';
import { parseRowCount } from '../row-count.ts';
import { table } from '../terminal.ts';

const ROWS_DEFAULT = 10;
const ROWS_MAX = 100_000;
const FORMATS = ['table', 'csv', 'json', 'jsonl', 'sql'] as const;

const OPTIONS = {
  file: { type: 'string', short: 'f' },
  rows: { type: 'string' },
  seed: { type: 'string' },
  format: { type: 'string' },
} as const;

export const preview: Command = {
  help: `tabular preview -f FILE

  tabular preview -f spec.yaml
  tabular preview -f spec.yaml --rows 1000 --format csv
  tabular preview -f - --json < spec.json

Prints the first rows of the first table: exactly those that "tabular generate" with the same seed would write first.

Options:
  -f, --file FILE    the specification, YAML or JSON; - for standard input
  --rows N           how many rows, at most 100k; default ${ROWS_DEFAULT}
  --seed N           instead of the specification's
  --format FORMAT    ${FORMATS.join(', ')}; default table
  --json             the same as --format json
`,
  options: OPTIONS,
  choices: { format: FORMATS },

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    const format = values.format ?? (values.json ? 'json' : 'table');
    if (!isFormat(format))
      throw new AppError('INVALID_REQUEST', `--format ${format}: expected one of ${FORMATS.join(', ')}`);
    const wanted = parseRowCount('rows', values.rows ?? String(ROWS_DEFAULT));
    if (wanted > ROWS_MAX)
      throw new AppError(
        'INVALID_REQUEST',
        `--rows ${values.rows}: at most ${ROWS_MAX}; use "tabular generate" for more`,
      );
    const spec = await readSpec({ file: values.file, seed: parseWholeNumber('seed', values.seed, 0) });
    const plan = planJob(spec);
    const count = Math.min(wanted, plan.tables[0]!.num_records);
    const rows = writeFirstRows(plan, styleOf(spec, format), count);
    if (format === 'table') terminal.data(asTable([...rows].join(''), spec.tables[0]!.columns));
    else for (const piece of rows) terminal.data(piece);
    return EXIT_CODES.ok;
  },
};

/** Rows as the specification wants them in that format; in a table they are parsed JSON. */
function styleOf({ output }: SpecDocument, format: (typeof FORMATS)[number]): TextStyle {
  const style = outputAs(output, format === 'table' ? 'json' : format);
  invariant(style.format !== 'parquet' && style.format !== 'arrow', 'a preview is text');
  return style;
}

function isFormat(format: string): format is (typeof FORMATS)[number] {
  return (FORMATS as readonly string[]).includes(format);
}

function asTable(json: string, columns: readonly { readonly name: string }[]): string {
  const rows = JSON.parse(json) as Record<string, unknown>[];
  const names = columns.map(({ name }) => name);
  return table([names, ...rows.map((row) => names.map((name) => cellOf(row[name])))]);
}

/** Numbers stay numbers, so that they stand to the right. */
function cellOf(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}
