import { knownRelease } from '../../../shared/database/migrate.ts';
import { migrationTitle } from '../../../shared/database/migration.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { DATABASE_HELP, DATABASE_OPTIONS, readConfigured } from '../migration-target.ts';
import { parseOptions } from '../parse-options.ts';

export const migrateCheck: Command = {
  help: `tabular migrate check

  tabular migrate check
  tabular migrate check && kubectl rollout restart deployment/generate

Exits with ${EXIT_CODES.ok} when the database has every migration of this release, and with ${EXIT_CODES.conflict} when some are pending or its
schema is beyond what this release works on; changes nothing.

Options:
${DATABASE_HELP}`,
  options: DATABASE_OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, DATABASE_OPTIONS);
    const { pending, release, isSupported } = await readConfigured(terminal, values.config);
    const isCurrent = pending.length === 0 && isSupported;
    if (values.json) {
      terminal.data(
        `${JSON.stringify({ is_current: isCurrent, is_supported: isSupported, pending: pending.map(migrationTitle) })}\n`,
      );
    } else if (!values.quiet) {
      if (pending.length > 0) terminal.notes(`pending: ${pending.map(migrationTitle).join(', ')}\n`);
      else if (isSupported) terminal.notes('the database has every migration\n');
      if (!isSupported)
        terminal.notes(
          `the schema is of release ${release}; this is release ${knownRelease()}, which works up to the next one's\n`,
        );
    }
    return isCurrent ? EXIT_CODES.ok : EXIT_CODES.conflict;
  },
};
