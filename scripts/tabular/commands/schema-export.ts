import { writeFile } from 'node:fs/promises';
import { SQL_DIALECTS } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { compileTable } from '../../../shared/generation/compile-table.ts';
import { writeSchema } from '../../../shared/imports/write-schema.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { checkOutput } from '../output-file.ts';
import { parseChoice, parseOptions } from '../parse-options.ts';
import { readSpec } from '../read-spec.ts';

const OPTIONS = {
  dialect: { type: 'string' },
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean', default: false },
} as const;

export const schemaExport: Command = {
  help: `tabular schema export FILE

  tabular schema export shop.yaml > shop.sql
  tabular schema export shop.yaml --dialect sqlite -o shop.sql

Writes a script that creates the tables of a specification with their keys and checks; foreign keys come last. What DDL
cannot say stands in comments, from which "tabular schema import" gets the same specification back.

Options:
  -o, --output FILE    where to write the script; standard output by default
  --force              replace FILE
  --dialect DIALECT    ${SQL_DIALECTS.join(', ')}; default postgresql
  -q, --quiet          nothing on standard error
`,
  options: OPTIONS,
  choices: { dialect: SQL_DIALECTS },

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, OPTIONS);
    const [file] = positionals;
    if (file === undefined || positionals.length > 1)
      throw new AppError('INVALID_REQUEST', `expected one specification, got ${positionals.length}`);
    const dialect = parseChoice('dialect', values.dialect ?? 'postgresql', SQL_DIALECTS);
    if (values.output !== undefined) await checkOutput(values.output, 'file', values.force);
    const spec = await readSpec({ file });
    const { plan } = planJob(spec);
    const compiled = spec.tables.map((table, index) => ({ table, columns: compileTable(plan, index).columns }));
    const script = writeSchema(spec, compiled, dialect);
    if (values.output === undefined) terminal.data(script);
    else await writeFile(values.output, script);
    return EXIT_CODES.ok;
  },
};
