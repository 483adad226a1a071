import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpSchema } from '../../scripts/dump-schema.ts';
import type { Database } from '../../shared/database/database.ts';
import { MIGRATIONS } from '../../shared/database/generated/migrations.ts';
import { knownRelease, migrate, migrateDown, readSchemaState } from '../../shared/database/migrate.ts';
import type { Migration } from '../../shared/database/migration.ts';
import type { TestEngine } from '../support/temp-database.ts';

const NUMBERS = MIGRATIONS.map(({ number }) => number);
const RELEASE = knownRelease();
/** The release before knows all but what this one brought. */
const PREVIOUS = MIGRATIONS.filter(({ release }) => release < RELEASE);
const DUMP = readFileSync('infra/migrations/schema.sql', 'utf8');

/** A migration that a later release brings. */
function laterMigration(changes: Partial<Migration>): Migration {
  const number = MIGRATIONS.length + 1;
  return { number, name: 'later', release: RELEASE + 1, phase: 'expand', up: '', down: '', ...changes };
}

/** What migrations promise on every Database. The engine is closed by who opened it. */
export function describeMigrations(engine: TestEngine): void {
  describe.skipIf(engine.skipReason !== undefined)(`migrations on ${engine.name} ${engine.skipReason ?? ''}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await engine.open();
    });
    afterAll(() => database?.close());

    const later = [...MIGRATIONS, laterMigration({ up: 'CREATE TABLE later (a integer)', down: 'DROP TABLE later' })];

    it('lead from nothing to the dump that is checked in, each applied once, whoever comes first', async () => {
      // The image of the embedded engine is migrated already.
      await migrateDown(database, 0);
      const runs = await Promise.all([migrate(database), migrate(database), migrate(database)]);
      expect(runs.flat().sort((left, right) => left - right)).toEqual(NUMBERS);
      expect(await dumpSchema(database)).toBe(DUMP);
      expect(await migrate(database)).toEqual([]);
    });

    it('lead back to nothing, one by one, and there again', async () => {
      expect(await migrateDown(database, 1)).toEqual(NUMBERS.slice(1).reverse());
      expect(await migrateDown(database, 0)).toEqual([1]);
      expect(await dumpSchema(database)).toBe('');
      expect(await readSchemaState(database)).toMatchObject({ applied: [], release: 0, pending: MIGRATIONS });
      expect(await migrate(database)).toEqual(NUMBERS);
      expect(await dumpSchema(database)).toBe(DUMP);
    });

    it('give the same schema again when only the newest is taken back', async () => {
      expect(await migrateDown(database, MIGRATIONS.length - 1)).toEqual([MIGRATIONS.length]);
      expect(await migrate(database)).toEqual([MIGRATIONS.length]);
      expect(await dumpSchema(database)).toBe(DUMP);
    });

    it('leave nothing of one that fails, on either way', async () => {
      const broken = laterMigration({ up: 'CREATE TABLE half (a int); SELECT nonsense;' });
      await expect(migrate(database, [...MIGRATIONS, broken])).rejects.toThrow('nonsense');
      expect(await dumpSchema(database)).toBe(DUMP);
      const oneWay = laterMigration({ up: 'CREATE TABLE half (a int)', down: 'DROP TABLE half; SELECT nonsense;' });
      await migrate(database, [...MIGRATIONS, oneWay]);
      await expect(migrateDown(database, MIGRATIONS.length, [...MIGRATIONS, oneWay])).rejects.toThrow('nonsense');
      expect((await readSchemaState(database)).applied.at(-1)).toMatchObject({ name: 'later' });
      await migrateDown(database, MIGRATIONS.length, [...MIGRATIONS, { ...oneWay, down: 'DROP TABLE half' }]);
    });

    it('are accepted by the release before, and refused by the one before that', async () => {
      await migrate(database, later);
      expect(await migrate(database)).toEqual([]);
      expect(await readSchemaState(database)).toMatchObject({ release: RELEASE + 1, isSupported: true, pending: [] });
      await expect(migrate(database, PREVIOUS)).rejects.toMatchObject({ code: 'DATA_FOLDER_VERSION' });
      expect(await readSchemaState(database, PREVIOUS)).toMatchObject({ isSupported: false });
      await expect(migrateDown(database, 0)).rejects.toMatchObject({ code: 'DATA_FOLDER_VERSION' });
      expect(await migrateDown(database, MIGRATIONS.length, later)).toEqual([later.length]);
    });

    it('are refused when nobody knows which release they are of', async () => {
      await database.query("INSERT INTO schema_migrations (number, name) VALUES (999, 'future')");
      await expect(migrate(database)).rejects.toMatchObject({ code: 'DATA_FOLDER_VERSION' });
      await database.query('DELETE FROM schema_migrations WHERE number = 999');
    });

    it('go on from the ledger of the first releases', async () => {
      await migrateDown(database, 2);
      await database.execute('ALTER TABLE schema_migrations DROP COLUMN release');
      expect(await readSchemaState(database)).toMatchObject({ release: 2, pending: MIGRATIONS.slice(2) });
      expect(await migrate(database)).toEqual(NUMBERS.slice(2));
      expect(await dumpSchema(database)).toBe(DUMP);
    });
  });
}
