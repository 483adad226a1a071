/** Writes the digests of the golden jobs anew. Only for a new generation version: existing ones must not change. */
import { writeFileSync } from 'node:fs';
import { GENERATION_VERSION } from '../shared/contracts/versions.ts';
import { goldenDigests, goldenTableDigests } from '../test/support/golden-digests.ts';

const folderOf = (name: string) => `test/golden/${name}-v${GENERATION_VERSION}`;
const specOf = (name: string) => `${folderOf(name)}/spec.yaml`;
const digests = {
  job: goldenDigests(specOf('job')),
  tables: goldenTableDigests(specOf('tables')),
  kinds: goldenTableDigests(specOf('kinds')),
};
for (const [name, content] of Object.entries(digests)) {
  writeFileSync(`${folderOf(name)}/digests.json`, `${JSON.stringify(content, null, 2)}\n`);
  process.stdout.write(`${folderOf(name)}: ${Object.keys(content).length} entries\n`);
}
