import { ERROR_CODES } from '../shared/errors/error-codes.ts';

/** docs/errors.md, made from the table of codes; `npm run docs` writes it and a test compares. */
export function renderErrorDocument(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { status, retryable, title }]) => `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${title} |`,
  );
  return `# Error codes

Generated from shared/errors/error-codes.ts by \`npm run docs\`; not edited by hand.

Every refusal over HTTP is a problem document (RFC 9457, \`application/problem+json\`) with \`type\`, \`title\`, \`status\`,
\`code\`, \`detail\`, \`request_id\`, and \`issues\` where several things are wrong at once. The command line prints the same
code in square brackets. Codes are added, never renamed and never reused. "Retry" says whether the same request can
succeed later without a change.

| code | HTTP | retry | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
