import { Name } from '../contracts/column-spec.ts';
import type { IssueList } from './issue-list.ts';
import { memberPath, shapeFaults, unknownKey } from './shape-issues.ts';

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One issue per own key that is not in `known`. */
export function refuseUnknownKeys(
  mapping: Record<string, unknown>,
  known: readonly string[],
  path: string,
  issues: IssueList,
): void {
  for (const key of Object.keys(mapping)) {
    if (issues.isFull) return;
    if (!known.includes(key)) issues.add(memberPath(path, key), unknownKey(key, known));
  }
}

/** `value` when it is a name; an issue otherwise. */
export function readName(value: unknown, path: string, issues: IssueList): string {
  const parsed = Name.safeParse(value, { reportInput: true });
  if (parsed.success && parsed.data.isWellFormed()) return parsed.data;
  if (parsed.success) issues.add(path, { code: 'BAD_FORMAT', message: 'is not valid Unicode (a lone surrogate)' });
  else for (const { fault } of shapeFaults(parsed.error.issues, path, [])) issues.add(path, fault);
  return 'unnamed';
}

/** The entries of a mapping from names; a name that JavaScript would move to the front is refused. */
export function namedEntries(
  mapping: Record<string, unknown>,
  path: string,
  issues: IssueList,
): { name: string; path: string; value: unknown }[] {
  return Object.entries(mapping).map(([key, value]) => {
    const entryPath = memberPath(path, key);
    if (/^\d+$/.test(key))
      issues.add(entryPath, {
        code: 'INTEGER_LIKE_NAME',
        message: `the name "${key}" is a number, and a mapping does not keep the place of such keys`,
        value: key,
        remedy: 'use the list form: [{ "name": …, "kind": … }]',
      });
    return { name: readName(key, entryPath, issues), path: entryPath, value };
  });
}

/** One issue per name that an earlier entry has already. */
export function refuseDuplicateNames(entries: readonly { name: string; path: string }[], issues: IssueList): void {
  const seen = new Set<string>();
  for (const { name, path } of entries) {
    if (seen.has(name))
      issues.add(path, { code: 'DUPLICATE_NAME', message: `the name "${name}" is taken already`, value: name });
    seen.add(name);
  }
}
