import { knownRelease } from '../../../shared/database/migrate.ts';
import { migrationTitle } from '../../../shared/database/migration.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { DATABASE_HELP, DATABASE_OPTIONS, readConfigured } from '../migration-target.ts';
import { parseOptions } from '../parse-options.ts';
import { table } from '../terminal.ts';

export const migrateStatus: Command = {
  help: `tabular migrate status

  tabular migrate status
  tabular migrate status --json | jq .pending

Lists what the database has and what this release would apply; changes nothing.

Options:
${DATABASE_HELP}`,
  options: DATABASE_OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, DATABASE_OPTIONS);
    const state = await readConfigured(terminal, values.config);
    const pending = state.pending.map(({ number, name, release, phase }) => ({ number, name, release, phase }));
    if (values.json) {
      terminal.data(
        `${JSON.stringify({ release: state.release, known_release: knownRelease(), is_supported: state.isSupported, applied: state.applied, pending })}\n`,
      );
      return EXIT_CODES.ok;
    }
    const rows = [
      ...state.applied.map((row) => [migrationTitle(row), String(row.release ?? ''), row.applied_at.toISOString()]),
      ...pending.map((row) => [migrationTitle(row), String(row.release), 'pending']),
    ];
    terminal.data(table([['MIGRATION', 'RELEASE', 'APPLIED'], ...rows]));
    return EXIT_CODES.ok;
  },
};
