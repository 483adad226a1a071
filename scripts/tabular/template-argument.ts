import { AppError } from '../../shared/errors/app-error.ts';
import { listTemplates } from '../../shared/templates/templates.ts';

/** The one template that a command line names. Throws INVALID_REQUEST. */
export function onlyTemplate(positionals: readonly string[]): string {
  const [name, ...rest] = positionals;
  if (name !== undefined && rest.length === 0) return name;
  const known = listTemplates().map((template) => template.name);
  throw new AppError(
    'INVALID_REQUEST',
    `expected one template, got ${positionals.length}: use one of ${known.join(', ')}`,
  );
}
