import * as z from 'zod';
import { SchemaName, SpecSource } from './stored-schema.ts';

export const TemplateSummary = z.strictObject({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Names of its tables. */
  tables: z.array(z.string()),
});
export type TemplateSummary = z.infer<typeof TemplateSummary>;

export const TemplateList = z.strictObject({ templates: z.array(TemplateSummary) });
export type TemplateList = z.infer<typeof TemplateList>;

export const Template = z.strictObject({
  ...TemplateSummary.shape,
  /** The specification: what `POST /generate` takes. */
  spec: SpecSource,
  /** The same in YAML, with comments. */
  source: z.string(),
  /** Markdown. */
  documentation: z.string(),
});
export type Template = z.infer<typeof Template>;

/** `POST /v1/templates/{name}/use`: stores the specification as version 1 of a schema. */
export const TemplateUse = z.strictObject({
  /** The template's own name when absent. */
  name: SchemaName.optional(),
  /** What its numbers of rows are multiplied by. */
  scale: z.number().positive().max(1e9).default(1),
});
export type TemplateUse = z.infer<typeof TemplateUse>;
