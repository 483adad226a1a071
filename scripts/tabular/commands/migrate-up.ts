import { MIGRATIONS } from '../../../shared/database/generated/migrations.ts';
import { migrate } from '../../../shared/database/migrate.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { changeConfigured, DATABASE_HELP, DATABASE_OPTIONS } from '../migration-target.ts';
import { parseOptions } from '../parse-options.ts';

export const migrateUp: Command = {
  help: `tabular migrate up

  tabular migrate up
  DATABASE_URL=postgres://localhost/tabular tabular migrate up

Applies the migrations that the database misses, each in a transaction under one lock. Every process does so when it
starts; this does it beforehand. Processes of the release before work on.

Options:
${DATABASE_HELP}`,
  options: DATABASE_OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, DATABASE_OPTIONS);
    const { applied } = await changeConfigured(terminal, values.config, async (database) => ({
      applied: await migrate(database),
      schema: MIGRATIONS.length,
    }));
    if (values.json) terminal.data(`${JSON.stringify({ applied })}\n`);
    else if (!values.quiet)
      terminal.notes(applied.length === 0 ? 'nothing to apply\n' : `applied ${applied.join(', ')}\n`);
    return EXIT_CODES.ok;
  },
};
