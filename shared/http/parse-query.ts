import * as z from 'zod';
import { AppError, type Issue } from '../errors/app-error.ts';

/**
 * The URL's parameters by a strict schema. Throws INVALID_REQUEST with an issue per parameter: unknown, given twice,
 * or wrong. A filter that is not understood must never be passed over.
 */
export function parseQuery<Schema extends z.ZodType>(url: string, schema: Schema): z.infer<Schema> {
  const start = url.indexOf('?');
  const values: Record<string, string> = Object.create(null);
  const issues: Issue[] = [];
  if (start !== -1) {
    for (const [name, value] of new URLSearchParams(url.slice(start))) {
      if (name in values) issues.push({ path: name, code: 'repeated', message: 'is given more than once' });
      values[name] = value;
    }
  }
  const result = schema.safeParse({ ...values });
  if (!result.success) {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    issues.push(...result.error.issues.flatMap((issue) => issuesOf(issue, known)));
  }
  if (issues.length === 0) return result.data as z.infer<Schema>;
  const [first] = issues;
  throw new AppError('INVALID_REQUEST', `query parameter ${first?.path}: ${first?.message}`, { issues });
}

function issuesOf(issue: z.core.$ZodIssue, known: readonly string[]): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    const message = `is not a parameter of this address; known here: ${known.join(', ')}`;
    return issue.keys.map((path) => ({ path, code: 'unknown', message }));
  }
  return [{ path: String(issue.path[0] ?? ''), code: 'wrong_value', message: issue.message }];
}
