import { AppError } from '../../../shared/errors/app-error.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { formatCount } from '../human-units.ts';
import { parseOptions } from '../parse-options.ts';
import { readSpec } from '../read-spec.ts';

export const schemaCheck: Command = {
  help: `tabular schema check FILE

  tabular schema check shop.yaml
  tabular schema check - < shop.json

Reads and plans a specification without making a row: prints "ok" and its size, or everything that is wrong with it
and exits with code ${EXIT_CODES.usage}.

Options:
  --json           JSON on standard output
  -q, --quiet      no output but faults
`,
  options: {},

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, {});
    const [file] = positionals;
    if (file === undefined || positionals.length > 1)
      throw new AppError('INVALID_REQUEST', `expected one specification, got ${positionals.length}`);
    const { tables } = planJob(await readSpec({ file })).plan;
    const rows = tables.reduce((sum, table) => sum + table.num_records, 0);
    if (values.json) terminal.data(`${JSON.stringify({ ok: true, tables: tables.length, num_records: rows })}\n`);
    else if (!values.quiet) terminal.data(`ok: ${formatCount(tables.length)} tables, ${formatCount(rows)} rows\n`);
    return EXIT_CODES.ok;
  },
};
