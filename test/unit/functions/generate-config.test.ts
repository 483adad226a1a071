import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../functions/generate/read-config.ts';

describe('the configuration of generate', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'generate-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes secrets from files, with and without a file of configuration', async () => {
    writeFileSync(path.join(folder, 'tabular-api-key'), 'a-key-of-some-length\n');
    const env = { TABULAR_SECRETS_DIR: folder };
    const { config } = await readConfig(env, folder);
    expect(config.security.api_key).toBe('a-key-of-some-length');
    writeFileSync(path.join(folder, 'tabular.yaml'), 'server: { port: 1 }\n');
    const { config: fromFile } = await readConfig(env, folder);
    expect(fromFile).toMatchObject({ server: { port: 1 }, security: { api_key: 'a-key-of-some-length' } });
  });
});
