import type { Migration } from '../../shared/database/migration.ts';

/** The migrations of the release after this one: it expands the busiest tables while they are in use. */
export function nextRelease(migrations: readonly Migration[], release: number): readonly Migration[] {
  const next: Migration = {
    number: migrations.length + 1,
    name: 'next_release',
    release: release + 1,
    phase: 'expand',
    up: `ALTER TABLE tasks ADD COLUMN next_release text, ADD COLUMN next_number integer NOT NULL DEFAULT 7;
      ALTER TABLE jobs ADD COLUMN next_release text;
      CREATE TABLE next_release (a integer);
      CREATE INDEX tasks_next_release ON tasks (next_number);`,
    down: `DROP INDEX tasks_next_release; DROP TABLE next_release; ALTER TABLE jobs DROP COLUMN next_release;
      ALTER TABLE tasks DROP COLUMN next_number, DROP COLUMN next_release;`,
  };
  return [...migrations, next];
}
