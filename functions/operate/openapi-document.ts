import { OpenAPIHono } from '@hono/zod-openapi';
import { Problem } from '../../shared/contracts/problem.ts';
import type { RouteAnswer, RouteContract } from '../../shared/contracts/route-contract.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import { ERROR_CODES } from '../../shared/errors/error-codes.ts';

let text: string | undefined;

/** The OpenAPI 3.1 document of every route, made once from the contracts that parse the requests. */
export function openApiText(version: string): string {
  text ??= JSON.stringify(buildDocument(version));
  return text;
}

function buildDocument(version: string) {
  const hono = new OpenAPIHono();
  const { openAPIRegistry } = hono;
  const problem = openAPIRegistry.register('Problem', Problem);
  openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'apiKey', in: 'header', name: 'X-API-Key' });
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  for (const route of ROUTES) openAPIRegistry.registerPath(operationOf(route, problem));
  return hono.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Tabular',
      version,
      description: 'Synthetic data on machines its users own.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    // A key is needed wherever the server was started with one.
    security: [{}, { apiKey: [] }, { bearer: [] }],
  });
}

function operationOf(route: RouteContract, problem: typeof Problem) {
  const { method, path, operationId, tag, summary, parameters, query, headers, body } = route;
  return {
    method,
    path,
    operationId,
    tags: [tag],
    summary,
    request: {
      ...(parameters !== undefined && { params: parameters }),
      ...(query !== undefined && { query }),
      ...(headers !== undefined && { headers }),
      ...(body !== undefined && { body: { required: true, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...Object.fromEntries(route.problems.map((status) => [status, problemOf(status, problem)])),
    },
  };
}

function answerOf(answer: RouteAnswer) {
  const content: Record<string, { schema: object }> = {};
  if ('json' in answer && answer.json !== undefined) content['application/json'] = { schema: answer.json };
  if ('mediaTypes' in answer) for (const type of answer.mediaTypes) content[type] = { schema: { type: 'string' } };
  return { description: answer.description, ...(Object.keys(content).length > 0 && { content }) };
}

/** Names the codes that share a status, so that a reader finds them. */
function problemOf(status: number, problem: typeof Problem) {
  const codes = Object.entries(ERROR_CODES).filter(([, entry]) => entry.status === status);
  return {
    description: codes.map(([code]) => code).join(', '),
    content: { 'application/problem+json': { schema: problem } },
  };
}
