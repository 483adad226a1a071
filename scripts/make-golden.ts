/** Writes the digests of the golden job anew. Only for a new generation version: an existing one must not change. */
import { writeFileSync } from 'node:fs';
import { GENERATION_VERSION } from '../shared/contracts/plan.ts';
import { goldenDigests } from '../test/support/golden-digests.ts';

const folder = `test/golden/job-v${GENERATION_VERSION}`;
const digests = goldenDigests(`${folder}/spec.yaml`);
writeFileSync(`${folder}/digests.json`, `${JSON.stringify(digests, null, 2)}\n`);
process.stdout.write(`${folder}: ${Object.keys(digests).length} columns\n`);
