/** `npm run docs`: writes the documents that are made from code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { connectionBudget, withConnectionBudget } from './connection-budget.ts';
import { dumpMigrations } from './dump-schema.ts';
import { renderErrorDocument } from './render-error-document.ts';
import { readStack } from './stack/read-stack.ts';

writeFileSync('docs/errors.md', renderErrorDocument());
const DATABASE_DOCUMENT = 'docs/database.md';
const budget = connectionBudget(readStack());
writeFileSync(DATABASE_DOCUMENT, withConnectionBudget(readFileSync(DATABASE_DOCUMENT, 'utf8'), budget));
writeFileSync('infra/migrations/schema.sql', await dumpMigrations());
process.exit(0);
