/** What `import { … } from 'tabular/client'` offers. Nothing of ours imports this file. */
export type { CallOptions, TabularOptions } from './connection.ts';
export type {
  DatasetFile,
  DatasetManifest,
  Estimate,
  Health,
  Job,
  JobEvent,
  OutputFormat,
  RowsAnswer,
  Schedule,
  ScheduleRun,
  SchemaDiff,
  SchemaReference,
  SchemaSummary,
  Spec,
  SpecColumn,
  SpecNamedColumn,
  StoredRequest,
  StoredSchema,
  Template,
  TemplateSummary,
} from './generated/api-types.ts';
export type { GenerateOptions, Generation, Row } from './generation.ts';
export type { JobFile } from './job-file.ts';
export type { JobHandle } from './job-handle.ts';
export type { CreateJobOptions, JobFilter, Jobs } from './jobs.ts';
export type { ListOptions } from './list-pages.ts';
export type { ScheduleDefinition, Schedules } from './schedules.ts';
export type { ChangeSchemaOptions, CreateSchemaOptions, Schemas } from './schemas.ts';
export { type PreviewOptions, Tabular } from './tabular.ts';
export { TabularError, type TabularIssue } from './tabular-error.ts';
export type { Templates, UseTemplateOptions } from './templates.ts';
export type { WaitOptions } from './watch-job.ts';
