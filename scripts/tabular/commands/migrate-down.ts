import type { Database } from '../../../shared/database/database.ts';
import { MIGRATIONS } from '../../../shared/database/generated/migrations.ts';
import { migrateDown, readSchemaState } from '../../../shared/database/migrate.ts';
import { migrationTitle } from '../../../shared/database/migration.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { changeConfigured, DATABASE_HELP, DATABASE_OPTIONS } from '../migration-target.ts';
import { parseOptions, parseWholeNumber } from '../parse-options.ts';

const OPTIONS = { ...DATABASE_OPTIONS, to: { type: 'string' }, yes: { type: 'boolean', default: false } } as const;

export const migrateDownTo: Command = {
  help: `tabular migrate down

  tabular migrate down --to 2
  tabular migrate down --to 2 --yes

Takes back every migration above a number, newest first, and loses what they hold; --to 0 leaves nothing. Processes of
this release must have ended: the next one that starts applies them again. Older releases say "run a newer release" until
their schema is there.

Options:
  --to N           the last migration that stays
  --yes            do it; without, it is only said what would be taken back
${DATABASE_HELP}`,
  options: OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    const target = parseWholeNumber('to', values.to, 0);
    if (target === undefined || target > MIGRATIONS.length) {
      throw new AppError('INVALID_REQUEST', `--to is needed: a number of 0 to ${MIGRATIONS.length}`);
    }
    const { taken } = await changeConfigured(terminal, values.config, async (database) => {
      if (!values.yes) await refuseUnasked(database, target);
      const undone = await migrateDown(database, target);
      const { applied } = await readSchemaState(database);
      return { taken: undone, schema: applied.at(-1)?.number ?? 0 };
    });
    if (values.json) terminal.data(`${JSON.stringify({ taken_back: taken })}\n`);
    else if (!values.quiet)
      terminal.notes(taken.length === 0 ? 'nothing to take back\n' : `took back ${taken.join(', ')}\n`);
    return EXIT_CODES.ok;
  },
};

/** Nothing to lose, nothing to ask. */
async function refuseUnasked(database: Database, target: number): Promise<void> {
  const { applied } = await readSchemaState(database);
  const lost = applied.filter(({ number }) => number > target).map(migrationTitle);
  if (lost.length === 0) return;
  throw new AppError(
    'INVALID_REQUEST',
    `this takes back ${lost.join(', ')} with all that they hold; add --yes to do it`,
  );
}
