import type { OutputSpec, SpecDocument } from '../contracts/spec-document.ts';
import type { RequestOverrides } from '../contracts/triggers.ts';
import { AppError } from '../errors/app-error.ts';
import { suggestName } from '../errors/closest-name.ts';
import { outputAs } from '../spec/normalise-output.ts';
import type { ResolvedSource } from './resolve-request.ts';

type Tables = SpecDocument['tables'];

/**
 * A stored specification with what a request changes of it, but for a number of rows of the only table and a scale,
 * which normalising applies. Throws INVALID_SPEC for tables that it has not, INVALID_REQUEST for contradictions.
 */
export function applyOverrides(
  { spec }: Pick<ResolvedSource, 'spec'>,
  { num_records, scale, seed, locale, format, output }: RequestOverrides,
): Record<string, unknown> {
  if (num_records !== undefined && scale !== undefined)
    throw new AppError('INVALID_REQUEST', 'num_records and scale exclude each other; keep one of them');
  const tables = withLocale(withRows(spec['tables'] as Tables, num_records), locale);
  return {
    ...spec,
    tables,
    ...(seed !== undefined && { seed }),
    ...(output !== undefined && { output }),
    ...(output !== undefined && format !== undefined && { format }),
    ...(output === undefined && format !== undefined && { output: reformat(spec['output'], format) }),
  };
}

function withRows(tables: Tables, wanted: RequestOverrides['num_records']): Tables {
  if (typeof wanted !== 'object') return tables;
  const names = tables.map(({ name }) => name);
  const unknown = Object.keys(wanted).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw unknownTables(unknown, names);
  return tables.map((table) =>
    Object.hasOwn(wanted, table.name) ? { ...table, num_records: wanted[table.name]! } : table,
  );
}

function unknownTables(unknown: readonly string[], names: readonly string[]): AppError {
  const issues = unknown.map((name) => ({
    path: `num_records.${name}`,
    code: 'UNKNOWN_TABLE',
    message: 'the specification has no such table',
    remedy: suggestName(name, names),
  }));
  return new AppError('INVALID_SPEC', `num_records names ${unknown.length} tables that do not exist`, { issues });
}

function withLocale(tables: Tables, locale: string | undefined): Tables {
  if (locale === undefined) return tables;
  return tables.map((table) => ({
    ...table,
    entities: table.entities.map((entity) => ({ ...entity, locales: [locale] })),
  }));
}

/** What a stored output says in another format, as far as that can say it. */
function reformat(stored: unknown, format: OutputSpec['format']): object {
  const output = (stored ?? {}) as Partial<OutputSpec>;
  return output.format === undefined ? { ...output, format } : outputAs(output as OutputSpec, format);
}
