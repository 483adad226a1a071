import * as z from 'zod';
import { LIMITS } from '../contracts/limits.ts';
import { CheckSpec } from '../contracts/spec-document.ts';
import type { IssueList } from './issue-list.ts';
import { refuseDuplicateNames } from './mapping.ts';
import { memberPath, shapeFaults } from './shape-issues.ts';

/** A check as it may be written: text alone stands for a check that is called by its place. */
export const RawCheck = z.union([CheckSpec.shape.check, CheckSpec.partial({ name: true })]);

/** The checks of a table; a check without a name is called `check 1`, `check 2`, … by its place. */
export function normaliseChecks(checks: unknown, path: string, issues: IssueList): CheckSpec[] {
  if (checks === undefined || checks === null) return [];
  const parsed = z.array(RawCheck).max(LIMITS.checks).safeParse(checks, { reportInput: true });
  if (!parsed.success) {
    for (const { path: at, fault } of shapeFaults(parsed.error.issues, path, Object.keys(CheckSpec.shape)))
      issues.add(at, fault);
    return [];
  }
  const named = parsed.data.map((check, index) => {
    const { name = `check ${index + 1}`, check: text } = typeof check === 'string' ? { check } : check;
    return { name, check: text };
  });
  refuseDuplicateNames(
    named.map(({ name }, index) => ({ name, path: memberPath(path, index) })),
    issues,
  );
  return named;
}
