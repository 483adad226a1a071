import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packFolder, unpackFolder } from '../../../shared/database/pglite-image.ts';

describe('database image', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'tabular-image-'));
    await mkdir(join(scratch, 'source/base/1'), { recursive: true });
    await mkdir(join(scratch, 'source/empty'));
    await writeFile(join(scratch, 'source/PG_VERSION'), '18\n');
    await writeFile(join(scratch, 'source/base/1/data'), Buffer.alloc(100_000, 7));
    await writeFile(join(scratch, 'source/base/1/none'), '');
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it('gives the folder back as it was, empty folders and files too, for its owner only', async () => {
    await packFolder(join(scratch, 'source'), join(scratch, 'image'));
    await mkdir(join(scratch, 'target.partial/leftover'), { recursive: true });
    await unpackFolder(join(scratch, 'image'), join(scratch, 'target'));
    const list = async (folder: string) => (await readdir(join(scratch, folder), { recursive: true })).sort();
    expect(await list('target')).toEqual(await list('source'));
    expect(await readFile(join(scratch, 'target/base/1/data'))).toEqual(Buffer.alloc(100_000, 7));
    expect((await stat(join(scratch, 'target'))).mode & 0o777).toBe(0o700);
    expect(await readdir(scratch)).not.toContain('target.partial');
  });

  it('is the same for the same folder', async () => {
    await packFolder(join(scratch, 'source'), join(scratch, 'once'));
    await packFolder(join(scratch, 'source'), join(scratch, 'twice'));
    expect(await readFile(join(scratch, 'once'))).toEqual(await readFile(join(scratch, 'twice')));
  });
});
