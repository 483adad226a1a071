import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from '../../../shared/data-folder/data-folder.ts';
import { lockAddress } from '../../../shared/data-folder/folder-lock.ts';

const VERSIONS = { schema: 3, postgres: 17 };
const MODULE = new URL('../../../shared/data-folder/data-folder.ts', import.meta.url).href;
const HOLDER = `import { openDataFolder } from ${JSON.stringify(MODULE)};
await openDataFolder(process.argv[1], ${JSON.stringify(VERSIONS)});
console.log('open');
setInterval(() => {}, 1000);`;

let root: string;
const open: DataFolder[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tabular-data-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((folder) => folder.close()));
  rmSync(root, { recursive: true });
});

async function openFolder(path = root, versions = VERSIONS): Promise<DataFolder> {
  const folder = await openDataFolder(path, versions);
  open.push(folder);
  return folder;
}

describe('data folder', () => {
  it('is made when it is not there, and records its versions when confirmed', async () => {
    const folder = await openFolder(join(root, 'new/deep'));
    expect(existsSync(join(folder.path, 'format.json'))).toBe(false);
    folder.confirmFormat();
    expect(JSON.parse(readFileSync(join(folder.path, 'format.json'), 'utf8'))).toEqual({ format: 1, ...VERSIONS });
  });

  it('belongs to one at a time, whatever path leads to it', async () => {
    const folder = await openFolder();
    const link = join(tmpdir(), `tabular-link-${process.pid}`);
    symlinkSync(root, link);
    try {
      const refusal = { code: 'DATA_FOLDER_IN_USE', message: expect.stringContaining('TABULAR_DATA_DIR') };
      await expect(openDataFolder(root, VERSIONS)).rejects.toMatchObject(refusal);
      await expect(openDataFolder(link, VERSIONS)).rejects.toMatchObject(refusal);
    } finally {
      rmSync(link);
    }
    await folder.close();
    await openFolder();
  });

  it('is refused to a second process and free again when the first is killed', async () => {
    const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    await expect(openDataFolder(root, VERSIONS)).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
    holder.kill('SIGKILL');
    await ended;
    await openFolder();
  });

  it.each([{ schema: 4 }, { postgres: 18 }, { format: 2 }])('of a newer release is refused: %o', async (newer) => {
    writeFileSync(join(root, 'format.json'), JSON.stringify({ format: 1, ...VERSIONS, ...newer }));
    await expect(openDataFolder(root, VERSIONS)).rejects.toMatchObject({ code: 'DATA_FOLDER_VERSION' });
    rmSync(join(root, 'format.json'));
    await openFolder();
  });

  it('with an older schema is copied aside before anything migrates it', async () => {
    mkdirSync(join(root, 'database'));
    writeFileSync(join(root, 'database/rows'), 'as before');
    writeFileSync(join(root, 'format.json'), JSON.stringify({ format: 1, ...VERSIONS, schema: 2 }));
    await openFolder();
    expect(readFileSync(join(root, 'database-schema-2/rows'), 'utf8')).toBe('as before');
    expect(JSON.parse(readFileSync(join(root, 'format.json'), 'utf8')).schema).toBe(2);
  });

  it.each(['', '{', 'null', '[]', '{"format":1}', '{"format":1,"schema":"x","postgres":17}'])(
    'with a damaged format file is refused: %s',
    async (content) => {
      writeFileSync(join(root, 'format.json'), content);
      await expect(openDataFolder(root, VERSIONS)).rejects.toMatchObject({ code: 'DATA_FOLDER_VERSION' });
    },
  );

  it('has a lock of its own on every platform', () => {
    expect(lockAddress(root, 'linux')).toMatch(/^\0tabular-[0-9a-f]{32}$/);
    expect(lockAddress(root, 'win32')).toMatch(/^\\\\\.\\pipe\\tabular-/);
    expect(lockAddress(root, 'darwin').length).toBeLessThan(104);
    expect(lockAddress(root, 'linux')).not.toBe(lockAddress(tmpdir(), 'linux'));
  });
});
