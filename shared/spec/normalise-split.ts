import * as z from 'zod';
import { SplitSpec } from '../contracts/spec-document.ts';
import type { IssueList } from './issue-list.ts';
import { isMapping } from './mapping.ts';
import { shapeFaults } from './shape-issues.ts';

/** One member at most; which of the contract's forms is meant, and so what is wrong with it, is seen here. */
const Members = z.strictObject({ rows: z.int().min(1).optional(), bytes: z.int().min(1).optional() });

/** `output.split` in one form, or undefined where there is none or it is not to be used. */
export function normaliseSplit(value: unknown, path: string, issues: IssueList): SplitSpec | undefined {
  if (value === undefined) return undefined;
  if (value === true) return SplitSpec.parse(value);
  if (!isMapping(value)) {
    issues.add(path, { code: 'WRONG_TYPE', message: 'must be true, { rows: n } or { bytes: n }', value });
    return undefined;
  }
  const parsed = Members.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    for (const { path: at, fault } of shapeFaults(parsed.error.issues, path, Object.keys(Members.shape)))
      issues.add(at, fault);
    return undefined;
  }
  if (parsed.data.rows === undefined || parsed.data.bytes === undefined) return SplitSpec.parse(parsed.data);
  issues.add(path, { code: 'CONFLICT', message: 'names both rows and bytes', remedy: 'name one of them' });
  return undefined;
}
