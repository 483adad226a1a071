import { GroupBySpec } from '../contracts/per-key.ts';
import type { IssueList } from './issue-list.ts';
import { shapeFaults } from './shape-issues.ts';

/** How the rows of a table group: the text `key` stands for `{ layout: contiguous, key }`. */
export function normaliseGroupBy(value: unknown, path: string, issues: IssueList): GroupBySpec | undefined {
  if (value === undefined || value === null) return undefined;
  const written = typeof value === 'string' ? { layout: 'contiguous', key: value } : value;
  const parsed = GroupBySpec.safeParse(written, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const { path: at, fault } of shapeFaults(parsed.error.issues, path, ['layout', 'key', 'groups', 'steps']))
    issues.add(at, fault);
  return undefined;
}
