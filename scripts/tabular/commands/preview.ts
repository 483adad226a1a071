import type { SpecDocument, TableSpec } from '../../../shared/contracts/spec-document.ts';
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
import { table as aligned } from '../terminal.ts';

const ROWS_DEFAULT = 10;
const ROWS_MAX = 100_000;
const FORMATS = ['table', 'csv', 'json', 'jsonl', 'sql'] as const;

const OPTIONS = {
  file: { type: 'string', short: 'f' },
  rows: { type: 'string' },
  seed: { type: 'string' },
  format: { type: 'string' },
  table: { type: 'string' },
} as const;

export const preview: Command = {
  help: `tabular preview -f FILE

  tabular preview -f spec.yaml
  tabular preview -f spec.yaml --rows 1000 --format csv
  tabular preview -f - --json < spec.json

Prints the first rows of every table: exactly those that "tabular generate" with the same seed would write first.

Options:
  -f, --file FILE    the specification, YAML or JSON; - for standard input
  --rows N           how many rows of a table, at most 100k; default ${ROWS_DEFAULT}
  --seed N           instead of the specification's
  --table NAME       this one only; csv and jsonl hold one table and need it where there are several
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
    const chosen = chooseTables(spec, values.table, format);
    const planned = planJob(spec);
    const style = styleOf(spec, format);
    const rowsOf = (table: number) =>
      writeFirstRows(planned, { table, count: Math.min(wanted, planned.plan.tables[table]!.num_records) }, style);
    for (const piece of inFormat(format, chosen, { spec, rowsOf })) terminal.data(piece);
    return EXIT_CODES.ok;
  },
};

type Format = (typeof FORMATS)[number];

/** The table of that name, or all; their indexes. Throws INVALID_REQUEST where the format holds one only. */
function chooseTables({ tables }: SpecDocument, name: string | undefined, format: Format): number[] {
  const names = tables.map((table) => table.name);
  const chosen = [...names.keys()].filter((index) => name === undefined || names[index] === name);
  if (chosen.length === 0)
    throw new AppError('INVALID_REQUEST', `--table ${name}: the specification has ${names.join(', ')}`);
  if (chosen.length > 1 && (format === 'csv' || format === 'jsonl'))
    throw new AppError(
      'INVALID_REQUEST',
      `--format ${format} shows one table: add --table with one of ${names.join(', ')}`,
    );
  return chosen;
}

interface Source {
  readonly spec: SpecDocument;
  /** The first rows of the table with this index, piece by piece. */
  readonly rowsOf: (table: number) => Iterable<string>;
}

/** Several tables: one below the other with their names, one script, or one JSON object. */
function* inFormat(format: Format, tables: readonly number[], { spec, rowsOf }: Source): Generator<string> {
  const isOne = tables.length === 1;
  for (const [place, table] of tables.entries()) {
    const { name } = spec.tables[table]!;
    if (format === 'table') {
      if (!isOne) yield `${place === 0 ? '' : '\n'}${name}\n`;
      yield asTable([...rowsOf(table)].join(''), spec.tables[table]!);
    } else {
      if (format === 'json' && !isOne) yield `${place === 0 ? '{' : ','}${JSON.stringify(name)}:`;
      yield* rowsOf(table);
    }
  }
  if (format === 'json' && !isOne) yield '}\n';
}

/** Rows as the specification wants them in that format; in a table they are parsed JSON. */
function styleOf({ output }: SpecDocument, format: Format): TextStyle {
  const style = outputAs(output, format === 'table' ? 'json' : format);
  invariant(style.format !== 'parquet' && style.format !== 'arrow', 'a preview is text');
  return style;
}

function isFormat(format: string): format is Format {
  return (FORMATS as readonly string[]).includes(format);
}

function asTable(json: string, { columns }: TableSpec): string {
  const rows = JSON.parse(json) as Record<string, unknown>[];
  const names = columns.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  return aligned([names, ...rows.map((row) => names.map((name) => cellOf(row[name])))]);
}

/** Numbers stay numbers, so that they stand to the right. */
function cellOf(value: unknown): string | number {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
