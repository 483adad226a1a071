/** `npm run docs`: writes the documents that are made from code. */
import { writeFileSync } from 'node:fs';
import { renderErrorDocument } from './render-error-document.ts';

writeFileSync('docs/errors.md', renderErrorDocument());
