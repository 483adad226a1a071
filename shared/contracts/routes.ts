import * as z from 'zod';
import { CATALOG_ROUTES } from './catalog-routes.ts';
import { DatasetManifest } from './dataset-manifest.ts';
import { Estimate } from './estimate.ts';
import { GenerateQuery, PreviewQuery, RowsAnswer, SpecBody } from './generate-request.ts';
import { DatabaseHealth, DatabaseStats, Health, Readiness, Status, Welcome } from './health.ts';
import { Job } from './job.ts';
import { FileQuery, JobList, JobQuery } from './job-queries.ts';
import type { RouteContract } from './route-contract.ts';

const JobAddress = z.object({ id: z.string().meta({ example: 'job_01k2x3y4z5' }) });
const FileAddress = JobAddress.extend({ name: z.string().meta({ example: 'data.parquet' }) });
const ROW_TYPES = [
  'text/csv',
  'application/jsonl',
  'application/vnd.apache.parquet',
  'application/vnd.apache.arrow.stream',
  'application/sql',
  'application/gzip',
  'application/zstd',
];
const CreationHeaders = z.object({ 'idempotency-key': z.string().optional(), prefer: z.string().optional() });

const rows = {
  description: 'The rows; JSON unless format or Accept says otherwise.',
  json: RowsAnswer,
  mediaTypes: ROW_TYPES,
};
const job = { description: 'The job.', json: Job };
const generate: Omit<RouteContract, 'path' | 'operationId'> = {
  method: 'post',
  tag: 'generate',
  summary: 'Rows at once for small requests, a job for large ones or with Prefer: respond-async.',
  query: GenerateQuery,
  headers: CreationHeaders,
  body: SpecBody,
  answers: { 200: rows, 202: { description: 'A job was made; Location names it.', json: Job } },
  problems: [400, 406, 413, 415, 422, 429, 503, 504, 507],
};
const health = {
  method: 'get',
  tag: 'operate',
  summary: 'The process runs.',
  answers: { 200: { description: 'It does.', json: Health } },
  problems: [],
} as const;
const ready = {
  method: 'get',
  tag: 'operate',
  summary: 'The process can serve: database, objects, storage and processing are checked.',
  answers: {
    200: { description: 'Healthy or degraded.', json: Readiness },
    503: { description: 'Unhealthy.', json: Readiness },
  },
  problems: [],
} as const;

/** Every operation there is. `/openapi.json` is made of it, and a test calls each. */
export const ROUTES: readonly RouteContract[] = [
  { ...generate, path: '/generate', operationId: 'generate' },
  { ...generate, path: '/v1/generate', operationId: 'generateV1' },
  {
    method: 'post',
    path: '/v1/estimate',
    operationId: 'estimate',
    tag: 'generate',
    summary: 'Rows, bytes, seconds and chunks of a spec before anything runs.',
    body: SpecBody,
    answers: { 200: { description: 'The estimate.', json: Estimate } },
    problems: [400, 413, 415, 422],
  },
  {
    method: 'post',
    path: '/v1/preview',
    operationId: 'preview',
    tag: 'generate',
    summary: 'The first rows of a spec, the same that the full run makes.',
    query: PreviewQuery,
    body: SpecBody,
    answers: { 200: rows },
    problems: [400, 406, 413, 415, 422, 429],
  },
  {
    method: 'get',
    path: '/v1/spec-schema.json',
    operationId: 'specSchema',
    tag: 'generate',
    summary: 'The JSON Schema of spec documents.',
    answers: { 200: { description: 'JSON Schema 2020-12.', mediaTypes: ['application/schema+json'] } },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/jobs',
    operationId: 'listJobs',
    tag: 'jobs',
    summary: 'Jobs, newest first.',
    query: JobQuery,
    answers: { 200: { description: 'One page.', json: JobList } },
    problems: [400, 503],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}',
    operationId: 'getJob',
    tag: 'jobs',
    summary: 'One job.',
    parameters: JobAddress,
    answers: { 200: job },
    problems: [404, 503],
  },
  {
    method: 'delete',
    path: '/v1/jobs/{id}',
    operationId: 'deleteJob',
    tag: 'jobs',
    summary: 'Deletes an ended job and its files.',
    parameters: JobAddress,
    answers: { 204: { description: 'It is gone.' } },
    problems: [404, 409, 503],
  },
  {
    method: 'post',
    path: '/v1/jobs/{id}/cancel',
    operationId: 'cancelJob',
    tag: 'jobs',
    summary: 'Stops a job.',
    parameters: JobAddress,
    answers: { 200: job },
    problems: [404, 409, 503],
  },
  {
    method: 'post',
    path: '/v1/jobs/{id}/retry',
    operationId: 'retryJob',
    tag: 'jobs',
    summary: 'Goes on with a failed or cancelled job; finished parts stay.',
    parameters: JobAddress,
    answers: { 200: job },
    problems: [404, 409, 503],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/events',
    operationId: 'streamJobEvents',
    tag: 'jobs',
    summary: 'Server-sent events of a job; Last-Event-ID goes on behind the one it names.',
    parameters: JobAddress,
    headers: z.object({ 'last-event-id': z.string().optional() }),
    answers: {
      200: { description: 'Events until the job ends.', mediaTypes: ['text/event-stream'] },
      204: { description: 'The job has ended and its last event was seen.' },
    },
    problems: [400, 404, 503],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/result',
    operationId: 'getResult',
    tag: 'jobs',
    summary: 'The manifest of the dataset that a job made.',
    parameters: JobAddress,
    answers: { 200: { description: 'The manifest.', json: DatasetManifest } },
    problems: [404, 409, 503],
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/files/{name}',
    operationId: 'getFile',
    tag: 'jobs',
    summary: 'A file of the dataset; ranges and conditions as in RFC 9110.',
    parameters: FileAddress,
    query: FileQuery,
    headers: z.object({
      range: z.string().optional(),
      'if-range': z.string().optional(),
      'if-none-match': z.string().optional(),
    }),
    answers: {
      200: { description: 'The file.', mediaTypes: ['application/octet-stream'] },
      206: { description: 'The bytes asked for.', mediaTypes: ['application/octet-stream'] },
      304: { description: 'The caller has it already.' },
      307: { description: 'Where the file can be fetched for a while.' },
    },
    problems: [400, 404, 409, 416, 503],
  },
  ...CATALOG_ROUTES,
  {
    method: 'get',
    path: '/',
    operationId: 'welcome',
    tag: 'operate',
    summary: 'What this is and where its documents are.',
    answers: { 200: { description: 'Links.', json: Welcome } },
    problems: [],
  },
  { ...health, path: '/health', operationId: 'health' },
  { ...health, path: '/_/health', operationId: 'healthAlias' },
  { ...ready, path: '/ready', operationId: 'ready' },
  { ...ready, path: '/_/ready', operationId: 'readyAlias' },
  {
    method: 'get',
    path: '/status',
    operationId: 'status',
    tag: 'operate',
    summary: 'Active tasks, queue, limits and bytes.',
    answers: { 200: { description: 'The status.', json: Status } },
    problems: [503],
  },
  {
    method: 'get',
    path: '/v1/database/health',
    operationId: 'databaseHealth',
    tag: 'operate',
    summary: 'Latency, role and replication lag of the database, asked now.',
    answers: {
      200: { description: 'Healthy, or degraded: slow, or a replica 10 s behind or more.', json: DatabaseHealth },
      503: { description: 'Unhealthy: it does not answer, or there is none.', json: DatabaseHealth },
    },
    problems: [],
  },
  {
    method: 'get',
    path: '/v1/database/stats',
    operationId: 'databaseStats',
    tag: 'operate',
    summary: 'Connections, sizes, dead rows and long transactions of the database.',
    answers: { 200: { description: 'The numbers.', json: DatabaseStats } },
    problems: [503],
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'metrics',
    tag: 'operate',
    summary: 'Metrics for Prometheus.',
    answers: { 200: { description: 'Text exposition format.', mediaTypes: ['text/plain'] } },
    problems: [],
  },
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'openapi',
    tag: 'operate',
    summary: 'This document.',
    answers: { 200: { description: 'OpenAPI 3.1.', mediaTypes: ['application/json'] } },
    problems: [],
  },
];
