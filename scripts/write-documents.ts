/** `npm run docs`: writes the documents that are made from code. */
import { writeFileSync } from 'node:fs';
import { dumpMigrations } from './dump-schema.ts';
import { renderErrorDocument } from './render-error-document.ts';

writeFileSync('docs/errors.md', renderErrorDocument());
writeFileSync('infra/migrations/schema.sql', await dumpMigrations());
process.exit(0);
