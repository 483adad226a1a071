/**
 * `node ring-function.mjs URL SECONDS`: calls a function of the cluster once, with the secrets that lie in the folder of
 * secrets, and ends as the call ended. For clocks that can start a container and know nothing of secrets.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [url = '', seconds = '60'] = process.argv.slice(2);
const folder = process.env.TABULAR_SECRETS_DIR ?? '/var/openfaas/secrets';
const headers = {};
readInto('x-tabular-internal', 'tabular-internal-secret');
readInto('x-api-key', 'tabular-api-key');

try {
  const answer = await fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(Number(seconds) * 1_000) });
  process.stdout.write(`${answer.status} ${await answer.text()}\n`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stderr.write(`${url} does not answer: ${error.cause?.message ?? error.message}\n`);
  process.exitCode = 1;
}

function readInto(header, name) {
  try {
    headers[header] = readFileSync(path.join(folder, name), 'utf8').trim();
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
