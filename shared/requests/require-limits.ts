import { LIMITS } from '../contracts/limits.ts';
import type { SpecDocument } from '../contracts/spec-document.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobEstimate } from '../planning/estimate-job.ts';

/** Tables can be larger together than each alone, and owned ones say no size themselves. Throws INVALID_SPEC. */
export function requireRows({ num_records }: JobEstimate, bound: number): void {
  if (num_records <= bound) return;
  const message = `the tables have ${num_records} rows in all, this server takes ${bound}`;
  const remedy = 'make fewer rows or raise generation.max_rows_per_request';
  const issues = [{ path: 'tables', code: 'OUT_OF_RANGE', message, value: num_records, bound, remedy }];
  throw new AppError('INVALID_SPEC', message, { issues });
}

/** The configured bound, where it is lower than what every spec must keep to. Throws INVALID_SPEC. */
export function requireColumns(spec: SpecDocument, bound: number): void {
  if (bound >= LIMITS.columns) return;
  const issues = spec.tables
    .filter(({ columns }) => columns.length > bound)
    .map(({ name, columns }) => ({
      path: name,
      code: 'TOO_MANY',
      message: `has ${columns.length} columns, this server takes ${bound}`,
      bound,
      remedy: 'use fewer columns or raise generation.max_columns',
    }));
  if (issues.length > 0)
    throw new AppError('INVALID_SPEC', `the specification has more than ${bound} columns`, { issues });
}
