/**
 * `npm run render [-- --output DIR]`: writes what follows from stack.yml into infra/, where a test compares it. With
 * another folder the variables of stack.yml are taken from the environment.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { RENDERED_FOLDERS, renderFiles } from './render/render-files.ts';

const { values } = parseArgs({ options: { output: { type: 'string' } } });
const output = values.output ?? 'infra';
const files = renderFiles(values.output === undefined ? {} : process.env);
for (const folder of RENDERED_FOLDERS) rmSync(path.join(output, folder), { recursive: true, force: true });
for (const [name, text] of files) {
  const file = path.join(output, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
process.stdout.write(`${output}: ${files.size} files\n`);
