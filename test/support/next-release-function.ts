/**
 * A function as the release after this one would start it, for tests of rolling upgrades:
 *
 *   node next-release-function.ts NAME
 *
 * It brings the schema one release further and then serves as this release does.
 */
import { MIGRATIONS } from '../../shared/database/generated/migrations.ts';
import { knownRelease, migrate } from '../../shared/database/migrate.ts';
import { createPostgresDatabase } from '../../shared/database/postgres-database.ts';
import { nextRelease } from './next-release.ts';

const database = await createPostgresDatabase(process.env['DATABASE_URL']!);
await migrate(database, nextRelease(MIGRATIONS, knownRelease()));
await database.close();
const { start } = await import(`../../functions/${process.argv[2]}/start.ts`);
await start(process);
