import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SQL_DIALECTS } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { countRows, readSource, SOURCE_TYPES } from '../../../shared/imports/read-source.ts';
import { buildSpec, type ImportedSpec, ROWS_DEFAULT } from '../../../shared/proposals/build-spec.ts';
import { placed, specDocument, specText } from '../../../shared/proposals/spec-text.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { importSummary } from '../import-summary.ts';
import { isDatabaseUrl, readLiveSource } from '../live-source.ts';
import { checkOutput } from '../output-file.ts';
import { parseChoice, parseOptions, parseWholeNumber } from '../parse-options.ts';
import { readMeanings } from '../read-meanings.ts';

/** Notes in the message about a source without tables. */
const NOTES_TOLD = 3;

const OPTIONS = {
  from: { type: 'string' },
  dialect: { type: 'string' },
  'rows-from': { type: 'string' },
  scale: { type: 'string' },
  meanings: { type: 'string' },
  schema: { type: 'string' },
  'estimate-rows': { type: 'boolean', default: false },
  name: { type: 'string' },
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean', default: false },
} as const;

export const schemaImport: Command = {
  help: `tabular schema import SOURCE

  tabular schema import shop.sql -o shop.yaml
  tabular schema import schema.sql --rows-from data.sql.gz --scale 100 -o shop.yaml
  tabular schema import postgres://reader@localhost/shop > shop.yaml
  tabular schema import orders.parquet

Writes a specification for the tables that SOURCE describes: a script of CREATE TABLE statements (PostgreSQL, MySQL,
SQLite), a live PostgreSQL (its catalogue, no data), a JSON Schema, a Frictionless Table Schema or Data Package, the
schema of an Arrow or Parquet file, a CSV file with a header, or SDV metadata. What the specification cannot say is
listed as notes, in comments of the specification and on standard error.

Options:
  -o, --output FILE    where to write the specification; standard output by default
  --force              replace FILE
  --from TYPE          what SOURCE is, instead of what its name says: ${SOURCE_TYPES.join(', ')}
  --dialect DIALECT    of a script: ${SQL_DIALECTS.join(', ')}; guessed by default
  --rows-from FILE     takes the rows per table from a script of INSERT or COPY statements, plain or gzip;
                       otherwise ${ROWS_DEFAULT} each
  --scale N            multiplies every table's rows
  --meanings FILE      what names mean, before the built-in table: a YAML list of {names, types, means, column}
  --schema NAME        of a live database; default public
  --estimate-rows      takes the rows per table from the estimates of a live database
  --name NAME          the specification's name; by default that of SOURCE
  --json               {spec, notes} as JSON on standard output
  -q, --quiet          no notes on standard error
`,
  options: OPTIONS,
  choices: { from: SOURCE_TYPES, dialect: SQL_DIALECTS },

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, OPTIONS);
    const [source] = positionals;
    if (source === undefined || positionals.length > 1)
      throw new AppError('INVALID_REQUEST', `expected one source, got ${positionals.length}`);
    const dialect = values.dialect === undefined ? undefined : parseChoice('dialect', values.dialect, SQL_DIALECTS);
    const from = values.from === undefined ? undefined : parseChoice('from', values.from, SOURCE_TYPES);
    const meanings = values.meanings === undefined ? [] : await readMeanings(values.meanings);
    const scale = parseWholeNumber('scale', values.scale, 1);
    if (values.output !== undefined) await checkOutput(values.output, 'file', values.force);
    const schema = isDatabaseUrl(source)
      ? await readLiveSource(source, {
          ...(values.schema !== undefined && { schema: values.schema }),
          withRowCounts: values['estimate-rows'],
        })
      : await readSource(source, { ...(from && { from }), ...(dialect && { dialect }), meanings });
    const rowsFrom = values['rows-from'];
    const imported = buildSpec(schema, {
      name: values.name ?? nameOf(source),
      meanings,
      ...(scale !== undefined && { scale }),
      ...(rowsFrom !== undefined && { rowCounts: await countRows(rowsFrom, dialect) }),
    });
    if (Object.keys(imported.spec.tables).length === 0) throw noTables(source, imported);
    const text = values.json
      ? `${JSON.stringify({ spec: specDocument(imported), notes: imported.notes })}\n`
      : specText(imported);
    if (values.output === undefined) terminal.data(text);
    else await writeFile(values.output, text);
    if (!values.quiet) terminal.notes(`${importSummary(imported)}\n`);
    return EXIT_CODES.ok;
  },
};

/** A file's name without its endings; the database of an address, which says nothing else of it. */
function nameOf(source: string): string {
  if (isDatabaseUrl(source)) return URL.parse(source)?.pathname.slice(1) || 'database';
  return path.basename(source).split('.')[0] || 'data';
}

/** The address of a database may hold a password, so only files are named. */
function noTables(source: string, { notes }: ImportedSpec): AppError {
  const told = notes.slice(0, NOTES_TOLD).map(placed).join('; ');
  const place = isDatabaseUrl(source) ? 'the schema of the database' : source;
  return new AppError('INVALID_REQUEST', `${place} has no table: ${told || 'name another with --schema'}`);
}
