import { availableParallelism } from 'node:os';
import { OUTPUT_FORMATS, type SpecDocument } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import { outputAs, outputWith } from '../../../shared/spec/normalise-output.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { formatBytes, formatCount, formatRate } from '../human-units.ts';
import { type LocalResult, runLocalJob } from '../local-job.ts';
import { checkOutput, readEnding } from '../output-file.ts';
import { askedFormat, askedOutput, OUTPUT_CHOICES, OUTPUT_HELP, OUTPUT_OPTIONS } from '../output-options.ts';
import { parseOptions, parseWholeNumber } from '../parse-options.ts';
import { createProgress } from '../progress.ts';
import { readSpec } from '../read-spec.ts';
import { parseRowCount, parseScale } from '../row-count.ts';
import type { Terminal } from '../terminal.ts';

const OPTIONS = {
  file: { type: 'string', short: 'f' },
  out: { type: 'string', short: 'o' },
  rows: { type: 'string' },
  scale: { type: 'string' },
  seed: { type: 'string' },
  ...OUTPUT_OPTIONS,
  workers: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

export const generate: Command = {
  help: `tabular generate -f FILE -o OUTPUT

  tabular generate -f spec.yaml -o out.parquet
  tabular generate -f spec.yaml --rows 10m --seed 7 -o out.csv
  tabular generate -f spec.yaml --rows 1g --split-bytes 128m --format csv --compression zstd -o out
  tabular generate -f spec.yaml --create-table -o out.sql
  tabular generate -f shop.yaml --format csv -o shop             (several tables)
  cat spec.json | tabular generate -f - --json -o out.jsonl

Makes rows in this process, on all cores, without server and database. The output appears when it is whole;
Ctrl-C removes what there is. A specification with several tables becomes a folder with one file per table, and
manifest.json beside them.

Options:
  -f, --file FILE     the specification, YAML or JSON; - for standard input
  -o, --out OUTPUT    the file to write; the folder for several tables, and with --parts,
                      --split-rows or --split-bytes
  --rows N            instead of the specification's; 10m is 10,000,000, also 5k, 1g, 1e6, 10_000
  --scale N           rows of every table times N, 100 or 0.01; tables that parents own grow with these
  --seed N            instead of the specification's; drawn and printed when neither names one
${OUTPUT_HELP}  --workers N         threads; default: one per core; never changes a value
  --force             replace an output that exists
  --json              the manifest on standard output
  -q, --quiet         no progress and no summary
`,
  options: OPTIONS,
  choices: { format: OUTPUT_FORMATS, ...OUTPUT_CHOICES },

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, OPTIONS);
    if (positionals[0] !== undefined)
      throw new AppError('INVALID_REQUEST', `unexpected "${positionals[0]}": the specification is given with -f`);
    if (values.out === undefined) throw new AppError('INVALID_REQUEST', 'an output is missing: add -o out.parquet');
    const workers = parseWholeNumber('workers', values.workers, 1) ?? availableParallelism();
    const spec = await readWantedSpec(values, values.out);
    await checkOutput(values.out, isFolder(spec) ? 'folder' : 'file', values.force);
    const startedAt = performance.now();
    const result = await runWithProgress(spec, { outputPath: values.out, workers, isQuiet: values.quiet }, terminal);
    if (values.json) terminal.data(`${JSON.stringify(result.manifest)}\n`);
    else if (!values.quiet) terminal.notes(summary(result, (performance.now() - startedAt) / 1_000));
    return EXIT_CODES.ok;
  },
};

async function readWantedSpec(values: Options, out: string): Promise<SpecDocument> {
  const ending = readEnding(out);
  const asked = askedFormat(values, ending);
  const spec = await readSpec({
    file: values.file,
    ...sizeOf(values),
    seed: parseWholeNumber('seed', values.seed, 0),
    defaultFormat: asked,
  });
  const output = outputAs(spec.output, asked ?? spec.output.format);
  return { ...spec, output: outputWith(output, askedOutput(values, ending)) };
}

/** Rows of the one table, or all rows times a number. */
function sizeOf({ rows, scale }: Options) {
  if (rows !== undefined && scale !== undefined)
    throw new AppError('INVALID_REQUEST', '--rows and --scale: use one of them');
  return { rows: rows === undefined ? undefined : parseRowCount('rows', rows), scale: parseScale(scale) };
}

function isFolder({ tables, output }: SpecDocument): boolean {
  return tables.length > 1 || output.layout === 'parts' || output.split !== undefined;
}

async function runWithProgress(
  spec: SpecDocument,
  { outputPath, workers, isQuiet }: { outputPath: string; workers: number; isQuiet: boolean },
  terminal: Terminal,
): Promise<LocalResult> {
  const progress = createProgress(terminal, isQuiet);
  try {
    return await runLocalJob({
      ...planJob(spec),
      outputPath,
      workers,
      onProgress: ({ rowsDone, numRecords }) => progress.update(rowsDone, numRecords),
      signal: terminal.signal,
    });
  } finally {
    progress.end();
  }
}

function summary({ manifest, path, parts }: LocalResult, seconds: number): string {
  const rows = manifest.tables.reduce((sum, table) => sum + table.num_records, 0);
  const bytes = manifest.tables.flatMap(({ files }) => files).reduce((sum, file) => sum + file.bytes, 0);
  const rate = `${formatRate(rows / seconds)} rows/s`;
  const made = `${formatCount(rows)} rows, ${formatBytes(bytes)}, ${parts} ${parts === 1 ? 'part' : 'parts'}`;
  return `${made} in ${seconds.toFixed(2)} s (${rate}), seed ${manifest.seed}: ${path}\n`;
}
