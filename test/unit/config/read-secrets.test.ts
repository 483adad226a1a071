import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeConfig } from '../../../shared/config/describe-config.ts';
import { loadConfig } from '../../../shared/config/load-config.ts';
import { requireInternalSecret } from '../../../shared/config/require-internal-secret.ts';

const cwd = mkdtempSync(join(tmpdir(), 'tabular-secrets-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const SECRET = 'a secret of a file';
let folders = 0;

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(cwd, `folder-${folders++}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const keyOf = (env: Record<string, string>) => loadConfig({ env, cwd }).config.security.api_key;

function messageOf(env: Record<string, string>): string {
  try {
    loadConfig({ env, cwd });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('a secret', () => {
  it('is read from the file that <NAME>_FILE names, without the line end', () => {
    const folder = folderOf({ key: `${SECRET}\r\n\n` });
    expect(keyOf({ TABULAR_API_KEY_FILE: join(folder, 'key') })).toBe(SECRET);
    expect(keyOf({ TABULAR_SECURITY_API_KEY_FILE: join(folder, 'key') })).toBe(SECRET);
  });

  it.each(['TABULAR_API_KEY', 'TABULAR_SECURITY_API_KEY', 'tabular-api-key'])(
    'is read from the folder of secrets as %s',
    (name) => {
      expect(keyOf({ TABULAR_SECRETS_DIR: folderOf({ [name]: SECRET, other: 'of somebody else' }) })).toBe(SECRET);
    },
  );

  it('is read from a folder in the place of its file that holds one file, beside what volumes hide', () => {
    const secrets = folderOf({});
    const mounted = join(secrets, 'tabular-api-key');
    mkdirSync(join(mounted, '..2025'), { recursive: true });
    writeFileSync(join(mounted, '..2025', 'value'), SECRET);
    symlinkSync('..2025', join(mounted, '..data'));
    symlinkSync('..data/value', join(mounted, 'value'));
    expect(keyOf({ TABULAR_SECRETS_DIR: secrets })).toBe(SECRET);
    expect(keyOf({ TABULAR_API_KEY_FILE: mounted })).toBe(SECRET);
    writeFileSync(join(mounted, 'second'), 'x');
    expect(messageOf({ TABULAR_SECRETS_DIR: secrets })).toContain(`${mounted} is a folder, and does not hold exactly`);
  });

  it('comes from its own file first, then the folder, then the environment', () => {
    const TABULAR_SECRETS_DIR = folderOf({ TABULAR_API_KEY: 'sixteen of folder' });
    const TABULAR_API_KEY_FILE = join(folderOf({ key: 'sixteen of a file' }), 'key');
    const TABULAR_API_KEY = 'sixteen of the environment';
    expect(keyOf({ TABULAR_API_KEY, TABULAR_SECRETS_DIR, TABULAR_API_KEY_FILE })).toBe('sixteen of a file');
    expect(keyOf({ TABULAR_API_KEY, TABULAR_SECRETS_DIR })).toBe('sixteen of folder');
    expect(keyOf({ TABULAR_API_KEY, TABULAR_SECRETS_DIR: folderOf({}) })).toBe(TABULAR_API_KEY);
  });

  it('is masked, and its origin is told', () => {
    const folder = folderOf({ 'database-url': 'postgres://u:hidden@h/d' });
    const described = describeConfig(loadConfig({ env: { TABULAR_SECRETS_DIR: folder }, cwd }));
    expect(described.find(({ key }) => key === 'database.url')).toEqual({
      key: 'database.url',
      value: '********',
      origin: `file ${join(folder, 'database-url')}`,
    });
  });

  it('that cannot be used is told by its path, never by its value', () => {
    const missing = join(cwd, 'none');
    expect(messageOf({ TABULAR_API_KEY_FILE: missing })).toContain(`TABULAR_API_KEY_FILE: ${missing} cannot be read`);
    const empty = join(folderOf({ key: '\n' }), 'key');
    expect(messageOf({ TABULAR_API_KEY_FILE: empty })).toContain(`${empty} is empty`);
    const large = join(folderOf({ key: 'x'.repeat(65_537) }), 'key');
    expect(messageOf({ TABULAR_API_KEY_FILE: large })).toContain(`${large} is larger than 65536 bytes`);
    expect(messageOf({ TABULAR_SECRETS_DIR: missing })).toContain(`TABULAR_SECRETS_DIR: ${missing} is no folder`);
    const short = folderOf({ TABULAR_API_KEY: 'hunter2', DATABASE_URL: 'mysql://hunter2' });
    const message = messageOf({ TABULAR_SECRETS_DIR: short });
    expect(message).toContain(`(file ${join(short, 'TABULAR_API_KEY')})`);
    expect(message).toContain('must begin with postgres://');
    expect(message).not.toContain('hunter2');
  });
});

describe('requireInternalSecret', () => {
  const checked = (env: Record<string, string>) => requireInternalSecret(loadConfig({ env, cwd }).config);

  it('refuses a configuration without the secret with INVALID_CONFIG', () => {
    expect(() => checked({})).toThrow(/TABULAR_INTERNAL_SECRET/);
    expect(checked({ TABULAR_INTERNAL_SECRET: SECRET }).security.internal_secret).toBe(SECRET);
  });
});
