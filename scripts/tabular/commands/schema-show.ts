import type { ColumnSpec } from '../../../shared/contracts/column-spec.ts';
import type { ForeignKeySpec } from '../../../shared/contracts/foreign-key.ts';
import type { TableSpec } from '../../../shared/contracts/spec-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { planJob } from '../../../shared/planning/plan-job.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { formatCount } from '../human-units.ts';
import { parseOptions } from '../parse-options.ts';
import { readSpec } from '../read-spec.ts';
import { paint, type Terminal, table } from '../terminal.ts';

export const schemaShow: Command = {
  help: `tabular schema show FILE [TABLE…]

  tabular schema show shop.yaml
  tabular schema show shop.yaml orders
  tabular schema show shop.yaml --json      (the specification with everything written out)

Prints the tables, columns, keys and checks of a specification.

Options:
  --json           the normalised specification on standard output
  -q, --quiet      tables without their columns
`,
  options: {},

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, {});
    const [file, ...wanted] = positionals;
    if (file === undefined) throw new AppError('INVALID_REQUEST', 'expected a specification, got none');
    const spec = await readSpec({ file });
    const names = spec.tables.map(({ name }) => name);
    const unknown = wanted.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new AppError(
        'INVALID_REQUEST',
        `there is no table "${unknown}": the specification has ${names.join(', ')}`,
      );
    if (values.json) {
      terminal.data(`${JSON.stringify(spec)}\n`);
      return EXIT_CODES.ok;
    }
    const rows = new Map(planJob(spec).plan.tables.map(({ name, num_records }) => [name, num_records]));
    const shown = spec.tables.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    if (values.quiet)
      terminal.data(table(shown.map(({ name, columns }) => [name, rows.get(name) ?? 0, columns.length])));
    else terminal.data(shown.map((one) => describeTable(one, rows.get(one.name) ?? 0, terminal)).join('\n'));
    return EXIT_CODES.ok;
  },
};

function describeTable(spec: TableSpec, rows: number, terminal: Terminal): string {
  const checks = (spec.checks ?? []).map(({ name, check }) => `  check ${name}: ${check}\n`);
  const composite = (spec.foreign_keys ?? []).filter(({ columns }) => columns.length > 1);
  const keys = composite.map((key) => `  key ${key.columns.join(', ')} ${describeKey(key)}\n`);
  const lines = table(
    spec.columns.map((column) => ['', column.name, column.kind, nulls(column), keysOf(column, spec)]),
  );
  return `${paint(terminal, 'bold', spec.name)}  ${formatCount(rows)} rows\n${lines}${keys.join('')}${checks.join('')}`;
}

function nulls({ null_rate: rate }: ColumnSpec): string {
  return rate === 0 ? '' : `${Math.round(rate * 1_000) / 10} % null`;
}

function keysOf(column: ColumnSpec, { primary_key: primaryKey = [], foreign_keys: keys = [] }: TableSpec): string {
  const words = primaryKey.includes(column.name) ? ['primary key'] : [];
  if ('unique' in column && column.unique === true) words.push('unique');
  if (column.hidden) words.push('hidden');
  for (const key of keys) if (key.columns.length === 1 && key.columns[0] === column.name) words.push(describeKey(key));
  return words.join(', ');
}

function describeKey({ references, parent_columns: parents, rule, optional }: ForeignKeySpec): string {
  const share = optional > 0 ? `, ${Math.round(optional * 1_000) / 10} % without` : '';
  return `-> ${references}(${parents.join(', ')}) ${rule.name.replaceAll('_', ' ')}${share}`;
}
