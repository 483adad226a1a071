/**
 * Writes shared/client/generated/api-types.ts: the contracts as plain TypeScript, since what the client publishes may
 * depend on nothing. Answers come from the zod contracts that also make the OpenAPI document, specifications from the
 * published JSON Schema.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { DatasetFile, DatasetManifest } from '../shared/contracts/dataset-manifest.ts';
import { Estimate } from '../shared/contracts/estimate.ts';
import { RowsAnswer, SchemaReferenceBody } from '../shared/contracts/generate-request.ts';
import { Health } from '../shared/contracts/health.ts';
import { Job, JobEvent } from '../shared/contracts/job.ts';
import { JobList } from '../shared/contracts/job-queries.ts';
import { Problem } from '../shared/contracts/problem.ts';
import { OutputFormat } from '../shared/contracts/spec-document.ts';
import {
  SchemaDiff,
  SchemaList,
  SchemaSummary,
  SchemaVersionList,
  SpecSource,
  StoredSchema,
} from '../shared/contracts/stored-schema.ts';
import { Template, TemplateList, TemplateSummary } from '../shared/contracts/template.ts';
import { Schedule, ScheduleList, ScheduleRun, ScheduleRunList, StoredRequest } from '../shared/contracts/triggers.ts';
import { specJsonSchema } from '../shared/spec-schema/spec-json-schema.ts';
import { type JsonSchema, typeText } from './type-text.ts';

const OUTPUT = 'shared/client/generated/api-types.ts';

const ANSWERS = {
  Job,
  JobEvent,
  JobList,
  DatasetFile,
  DatasetManifest,
  Estimate,
  Health,
  OutputFormat,
  Problem,
  RowsAnswer,
  Schedule,
  ScheduleList,
  ScheduleRun,
  ScheduleRunList,
  SchemaReference: SchemaReferenceBody,
  SchemaDiff,
  SchemaList,
  SchemaSummary,
  SchemaVersionList,
  StoredRequest,
  StoredSchema,
  Template,
  TemplateList,
  TemplateSummary,
};

mkdirSync(path.dirname(OUTPUT), { recursive: true });
writeFileSync(OUTPUT, `${[...answerTypes(), ...specTypes()].join('\n\n')}\n`);

function answerTypes(): string[] {
  const named = z.registry<{ id: string }>();
  for (const [id, contract] of Object.entries(ANSWERS)) named.add(contract, { id });
  // What is only an object to the contracts is told in full by `specTypes`.
  named.add(SpecSource, { id: 'Spec' });
  const { Spec: _spec, ...schemas } = z.toJSONSchema(named, { io: 'output', uri: (id) => id }).schemas;
  return Object.entries(schemas).map(
    ([name, schema]) => `export type ${name} = ${typeText(schema as JsonSchema, (reference) => reference)};`,
  );
}

/** `Spec` and one type for every part that the JSON Schema of specifications names. */
function specTypes(): string[] {
  const { $defs, ...root } = specJsonSchema();
  const parts = $defs as Record<string, JsonSchema>;
  const nameOf = (reference: string) => {
    const name = reference.replace('#/$defs/', '');
    return Object.hasOwn(parts, name) ? specTypeName(name) : 'unknown';
  };
  const text = (schema: JsonSchema) => typeText(schema, nameOf);
  return [
    `export type Spec = ${text(root)};`,
    ...Object.entries(parts).map(([name, schema]) => `export type ${specTypeName(name)} = ${text(schema)};`),
  ];
}

/** `SpecNamedColumn` for `named_column`. */
function specTypeName(name: string): string {
  const words = name.split('_');
  return `Spec${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
}
