/**
 * The whole platform in a container. A container listens on every address, which needs an API key: unless one is given
 * (TABULAR_API_KEY, a file that TABULAR_API_KEY_FILE names, or the folder of secrets), the first start makes one and
 * keeps it in the data folder, `api-key`.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['TABULAR_API_KEY', 'TABULAR_SECURITY_API_KEY'];
const KEY_BYTES = 32;

if (!isGiven()) process.env.TABULAR_API_KEY = ownKey(process.env.TABULAR_DATA_DIR ?? '/data');
process.argv.splice(2, process.argv.length, 'serve');
await import('./dist/tabular/main.mjs');

function isGiven() {
  const { env } = process;
  const folder = env.TABULAR_SECRETS_DIR ?? '/var/openfaas/secrets';
  return NAMES.some((name) => {
    const files = [name, name.toLowerCase().replaceAll('_', '-')].map((file) => path.join(folder, file));
    return env[name] || env[`${name}_FILE`] || files.some((file) => existsSync(file));
  });
}

function ownKey(folder) {
  const file = path.join(folder, 'api-key');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(folder, { recursive: true });
  const key = randomBytes(KEY_BYTES).toString('base64url');
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  process.stderr.write(`the API key of this installation is in ${file}\n`);
  return key;
}
