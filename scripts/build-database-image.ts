/** Makes dist/database.image: an empty, migrated data folder of the embedded database, which new data folders start from. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../shared/database/migrate.ts';
import { createPgliteDatabase } from '../shared/database/pglite-database.ts';
import { packFolder } from '../shared/database/pglite-image.ts';

const image = process.argv[2] ?? 'dist/database.image';
const scratch = await mkdtemp(join(tmpdir(), 'tabular-image-'));
try {
  const folder = join(scratch, 'pgdata');
  const database = await createPgliteDatabase({ folder });
  await migrate(database);
  await database.execute('VACUUM FREEZE');
  await database.execute('CHECKPOINT');
  await database.close();
  await packFolder(folder, image);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
process.stdout.write(`${image}: ${(await stat(image)).size} bytes\n`);
process.exit(0);
