import { AppError } from '../errors/app-error.ts';
import { suggestName } from '../errors/closest-name.ts';
import { TEMPLATES } from './generated/templates.ts';

/** A specification to start from, with its page. */
export interface Template {
  readonly name: string;
  readonly title: string;
  /** One sentence or two. */
  readonly summary: string;
  /** The specification in YAML, with its comments. */
  readonly source: string;
  /** Markdown: tables, keys, weights, example rows. */
  readonly documentation: string;
}

/** All templates, by name. */
export function listTemplates(): readonly Template[] {
  return TEMPLATES;
}

/** Throws TEMPLATE_NOT_FOUND. */
export function findTemplate(name: string): Template {
  const found = TEMPLATES.find((template) => template.name === name);
  if (found !== undefined) return found;
  const remedy = suggestName(
    name,
    TEMPLATES.map((template) => template.name),
  );
  throw new AppError('TEMPLATE_NOT_FOUND', `there is no template "${name}"; ${remedy}`);
}

/** Rows that a template states; those of owned tables follow from their parents. */
const STATED_ROWS = /^( +num_records: )(\d+)$/gm;

/**
 * The YAML of a template with every stated number of rows times `scale` (above 0), rounded, at least 1. Comments stay.
 * Throws INVALID_REQUEST where a table would have more rows than numbers are exact for.
 */
export function scaleTemplate({ name, source }: Template, scale: number): string {
  return source.replace(STATED_ROWS, (_line, label: string, digits: string) => {
    const rows = Math.max(1, Math.round(Number(digits) * scale));
    if (Number.isSafeInteger(rows)) return label + rows;
    throw new AppError('INVALID_REQUEST', `template "${name}" cannot be scaled by ${scale}: use a smaller scale`);
  });
}
