import { digestPath } from '../../../shared/digest/digest-path.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { formatCount } from '../human-units.ts';
import { parseOptions } from '../parse-options.ts';
import { table, unlessInterrupted } from '../terminal.ts';

export const digest: Command = {
  help: `tabular digest FILE|FOLDER

  tabular digest out.parquet
  tabular digest out                 (a folder of parts)
  tabular digest out.csv --json

Identifies the content: equal rows give equal digests whatever the format, the chunks and the order of work. Each
column's digest covers (row number, value) of every row; the row digest leaves the row numbers out; the last line
covers all of them.

Options:
  --json           JSON on standard output
  -q, --quiet      the last line only
`,
  options: {},

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, {});
    const [path] = positionals;
    if (path === undefined || positionals.length > 1)
      throw new AppError('INVALID_REQUEST', `expected one file or folder, got ${positionals.length}`);
    const { numRecords, columns, rowDigest, total } = await unlessInterrupted(digestPath(path), terminal.signal);
    const rows = { num_records: numRecords, columns, row_digest: rowDigest, digest: total };
    if (values.json) terminal.data(`${JSON.stringify(rows)}\n`);
    else if (values.quiet) terminal.data(`${total}\n`);
    else terminal.data(asTable(rows));
    return EXIT_CODES.ok;
  },
};

function asTable(digested: {
  readonly num_records: number;
  readonly columns: readonly { readonly name: string; readonly digest: string }[];
  readonly row_digest: string;
  readonly digest: string;
}): string {
  const columns = digested.columns.map((column) => [column.name, column.digest]);
  return table([
    ...columns,
    ['(rows)', digested.row_digest],
    ['(count)', formatCount(digested.num_records)],
    ['(all)', digested.digest],
  ]);
}
