import { type Template, TemplateUse } from '../../shared/contracts/template.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import type { Api } from '../../shared/http/api.ts';
import { respondJson } from '../../shared/http/respond.ts';
import { schemaContent } from '../../shared/schemas/schema-content.ts';
import { findTemplate, listTemplates, scaleTemplate } from '../../shared/templates/templates.ts';
import { createSchema } from './create-schema.ts';
import type { CatalogDependencies } from './dependencies.ts';
import { readRequest } from './read-request.ts';

/** Everything below `/v1/templates`. */
export function addTemplateRoutes(api: Api, dependencies: CatalogDependencies): void {
  api.on('GET', '/v1/templates', (c) => {
    const templates = listTemplates().map(({ name, title, summary, source }) => {
      const tables = tableNames(readSource(source));
      return { name, title, summary, tables };
    });
    return respondJson(c.env, { templates });
  });
  api.on('GET', '/v1/templates/{name}', (c) => {
    const template = findTemplate(c.req.param('name') ?? '');
    const spec = readSource(template.source);
    const answer: Template = { ...template, tables: tableNames(spec), spec };
    return respondJson(c.env, answer);
  });
  api.on('POST', '/v1/templates/{name}/use', async (c) => {
    const template = findTemplate(c.req.param('name') ?? '');
    const { body, idempotency } = await readRequest(c, TemplateUse, dependencies.bodyLimitBytes);
    const content = schemaContent(readSource(scaleTemplate(template, body.scale)));
    const message = `template ${template.name}, scale ${body.scale}`;
    return createSchema(c, dependencies, { name: body.name ?? template.name, content, message, idempotency });
  });
}

function readSource(source: string): Record<string, unknown> {
  return readDocument(source, 'yaml') as Record<string, unknown>;
}

function tableNames(spec: Record<string, unknown>): string[] {
  return Object.keys(spec['tables'] as object);
}
