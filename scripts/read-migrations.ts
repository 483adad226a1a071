import type { Migration } from '../shared/database/migration.ts';

const NAME = /^(\d{6})_([a-z0-9_]+)\.(up|down)\.sql$/;
const FIRST_LINE = /^-- release: (\d+), (expand|contract)\n/;

/**
 * The migrations of a folder's files, by name and text. Throws for numbers with gaps, a way up without one down, a
 * first line that does not say the release, and releases that go back.
 */
export function readMigrations(files: ReadonlyMap<string, string>): Migration[] {
  const ups = [...files.keys()].filter((file) => file.endsWith('.up.sql')).sort();
  const migrations = ups.map((file, index) => readMigration(file, index + 1, files));
  const known = new Set(migrations.flatMap(({ number, name }) => filesOf(number, name)));
  const strange = [...files.keys()].find((file) => !known.has(file));
  if (strange !== undefined) throw new Error(`${strange}: there is no migration up of this number and name`);
  const back = migrations.find(({ release }, index) => release < (migrations[index - 1]?.release ?? 1));
  if (back !== undefined)
    throw new Error(`${fileOf(back.number, back.name, 'up')}: its release is before that of the one before`);
  return migrations;
}

function readMigration(file: string, number: number, files: ReadonlyMap<string, string>): Migration {
  const [, digits, name = ''] = NAME.exec(file) ?? [];
  if (Number(digits) !== number) throw new Error(`${file}: expected a name like ${fileOf(number, 'name', 'up')}`);
  const up = files.get(file)!;
  const [, release, phase] = FIRST_LINE.exec(up) ?? [];
  if (release === undefined) throw new Error(`${file}: expected a first line like "-- release: 3, expand"`);
  const down = files.get(fileOf(number, name, 'down'));
  if (down === undefined) throw new Error(`${fileOf(number, name, 'down')} is missing`);
  return { number, name, release: Number(release), phase: phase as Migration['phase'], up, down };
}

function filesOf(number: number, name: string): string[] {
  return [fileOf(number, name, 'up'), fileOf(number, name, 'down')];
}

function fileOf(number: number, name: string, way: 'up' | 'down'): string {
  return `${String(number).padStart(6, '0')}_${name}.${way}.sql`;
}
