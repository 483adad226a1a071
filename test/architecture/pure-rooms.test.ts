import { describe, expect, it } from 'vitest';
import { PURE_ROOMS } from './import-table.ts';
import { codeOnly, listSources, readText } from './source-files.ts';

/** What would make a value depend on something else than its arguments, or on one release of V8. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'a clock': /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b/,
  'the process': /\bprocess\b|\bglobalThis\b/,
  'hidden randomness': /\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b/,
  'inexact mathematics':
    /\bMath\.(exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b|(?<![*/])\*\*(?![*/=])/,
  waiting: /\basync\b|\bawait\b|\bPromise\b|\bsetTimeout\b|\bqueueMicrotask\b/,
  'input or output': /\bfetch\(|\bconsole\b|\brequire\(/,
  'the locale of the host': /\btoLocale\w*\b|\bIntl\b|\blocaleCompare\b/,
};

/** Powers of literals are constants and powers of bigints exact; `10 ** n` of a variable is not promised to be. */
const EXACT_POWER = /\b(?:\d+ \*\* -?\(?\d+\)?(?!\w)|\d+n \*\*)/g;

describe.each(PURE_ROOMS)('shared/%s', (room) => {
  it.each(Object.entries(FORBIDDEN))('does not use %s', (_what, pattern) => {
    const findings = listSources(`shared/${room}`).flatMap((file) =>
      codeOnly(readText(file))
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line.replace(EXACT_POWER, '')) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
    expect(findings).toEqual([]);
  });
});

describe('the reader of pure rooms', () => {
  it('sees code and not words', () => {
    expect(codeOnly('// Date.now\nconst a = "process"; await b;')).toMatch(/^\s*\n\s*const a = +; await b;$/);
  });
});
