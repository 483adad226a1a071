/** Content stamps: a build step runs again only when the content of an input changed or an output is missing. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} BuildStep
 * @property {string} name
 * @property {string} script File run under the local Node.
 * @property {string[]} inputs Files and folders whose content decides the output.
 * @property {string[]} outputs Files and folders that exist afterwards.
 */

/** Whether `step` was built from exactly the inputs of now. */
export function isFresh(root, step) {
  const file = stampFile(root, step);
  if (!existsSync(file) || step.outputs.some((output) => !existsSync(path.join(root, output)))) return false;
  return readFileSync(file, 'utf8') === digestInputs(root, step);
}

/** Remembers that `step` was built from the inputs of now. */
export function stamp(root, step) {
  const file = stampFile(root, step);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, digestInputs(root, step));
}

/** Lives in node_modules, so that a fresh install builds afresh. */
function stampFile(root, step) {
  return path.join(root, 'node_modules', '.cache', 'tabular', `${step.name.replaceAll(' ', '-')}.stamp`);
}

function digestInputs(root, step) {
  const hash = createHash('sha256');
  for (const file of [step.script, ...step.inputs].flatMap((input) => filesUnder(root, input)))
    hash.update(`${file}\n`).update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

/** All files below `name` in order; generated folders are outputs, never inputs. */
function filesUnder(root, name) {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [name];
  return readdirSync(full)
    .filter((entry) => entry !== 'generated')
    .sort()
    .flatMap((entry) => filesUnder(root, path.join(name, entry)));
}
