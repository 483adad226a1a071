import * as z from 'zod';
import type { RouteContract } from './route-contract.ts';
import {
  SchemaCreation,
  SchemaDiff,
  SchemaDiffQuery,
  SchemaList,
  SchemaPageQuery,
  SchemaRevision,
  SchemaRollback,
  SchemaVersionList,
  StoredSchema,
} from './stored-schema.ts';
import { Template, TemplateList, TemplateUse } from './template.ts';

const SchemaAddress = z.object({ name: z.string().meta({ example: 'shop' }) });
const VersionAddress = SchemaAddress.extend({ version: z.string().meta({ example: '1' }) });
const TemplateAddress = z.object({ name: z.string().meta({ example: 'retail' }) });
const CreationHeaders = z.object({ 'idempotency-key': z.string().optional() });
const ChangeHeaders = z.object({ 'if-match': z.string().optional() });

const schema = { description: 'The version, with its content.', json: StoredSchema };
const changed = {
  200: { description: 'The latest version has this content already.', json: StoredSchema },
  201: { description: 'A new version; Location names it.', json: StoredSchema },
};

/** Stored schemas and templates. */
export const CATALOG_ROUTES: readonly RouteContract[] = [
  {
    method: 'post',
    path: '/v1/schemas',
    operationId: 'createSchema',
    tag: 'schemas',
    summary: 'Stores a specification under a new name, as version 1.',
    headers: CreationHeaders,
    body: SchemaCreation,
    answers: { 201: { description: 'Version 1; Location names it.', json: StoredSchema } },
    problems: [400, 409, 413, 415, 422, 503],
  },
  {
    method: 'get',
    path: '/v1/schemas',
    operationId: 'listSchemas',
    tag: 'schemas',
    summary: 'The latest version of every schema, by name.',
    query: SchemaPageQuery,
    answers: { 200: { description: 'One page.', json: SchemaList } },
    problems: [400, 503],
  },
  {
    method: 'get',
    path: '/v1/schemas/{name}',
    operationId: 'getSchema',
    tag: 'schemas',
    summary: 'The latest version of a schema.',
    parameters: SchemaAddress,
    answers: { 200: schema },
    problems: [404, 503],
  },
  {
    method: 'put',
    path: '/v1/schemas/{name}',
    operationId: 'changeSchema',
    tag: 'schemas',
    summary: 'Adds a version. If-Match with the latest version guards against changes meanwhile.',
    parameters: SchemaAddress,
    headers: ChangeHeaders,
    body: SchemaRevision,
    answers: changed,
    problems: [400, 404, 412, 413, 415, 422, 503],
  },
  {
    method: 'delete',
    path: '/v1/schemas/{name}',
    operationId: 'deleteSchema',
    tag: 'schemas',
    summary: 'Deletes a schema with all its versions; jobs made of it stay.',
    parameters: SchemaAddress,
    answers: { 204: { description: 'It is gone.' } },
    problems: [404, 503],
  },
  {
    method: 'get',
    path: '/v1/schemas/{name}/versions',
    operationId: 'listSchemaVersions',
    tag: 'schemas',
    summary: 'The versions of a schema, newest first.',
    parameters: SchemaAddress,
    query: SchemaPageQuery,
    answers: { 200: { description: 'One page.', json: SchemaVersionList } },
    problems: [400, 404, 503],
  },
  {
    method: 'get',
    path: '/v1/schemas/{name}/versions/{version}',
    operationId: 'getSchemaVersion',
    tag: 'schemas',
    summary: 'One version of a schema. It never changes.',
    parameters: VersionAddress,
    answers: { 200: schema },
    problems: [400, 404, 503],
  },
  {
    method: 'get',
    path: '/v1/schemas/{name}/diff',
    operationId: 'diffSchema',
    tag: 'schemas',
    summary: 'What changed from one version to another, and what of it breaks readers.',
    parameters: SchemaAddress,
    query: SchemaDiffQuery,
    answers: { 200: { description: 'The changes.', json: SchemaDiff } },
    problems: [400, 404, 503],
  },
  {
    method: 'post',
    path: '/v1/schemas/{name}/rollback',
    operationId: 'rollbackSchema',
    tag: 'schemas',
    summary: 'Adds a version with the content of an older one.',
    parameters: SchemaAddress,
    headers: ChangeHeaders,
    body: SchemaRollback,
    answers: changed,
    problems: [400, 404, 412, 413, 415, 503],
  },
  {
    method: 'get',
    path: '/v1/templates',
    operationId: 'listTemplates',
    tag: 'templates',
    summary: 'The specifications to start from.',
    answers: { 200: { description: 'All of them.', json: TemplateList } },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/templates/{name}',
    operationId: 'getTemplate',
    tag: 'templates',
    summary: 'The specification of a template, and its page.',
    parameters: TemplateAddress,
    answers: { 200: { description: 'The template.', json: Template } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/templates/{name}/use',
    operationId: 'useTemplate',
    tag: 'templates',
    summary: 'Stores the specification of a template as a schema, as version 1.',
    parameters: TemplateAddress,
    headers: CreationHeaders,
    body: TemplateUse,
    answers: { 201: { description: 'Version 1; Location names it.', json: StoredSchema } },
    problems: [400, 404, 409, 413, 415, 503],
  },
];
