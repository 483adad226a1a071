import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStack, readStack } from '../../../scripts/stack/read-stack.ts';
import { routesOf } from '../../../scripts/stack/routes.ts';
import { CONFIG_SECTIONS, environmentName, keysOf, SECRET_KEYS } from '../../../shared/config/config.ts';
import { environmentNames } from '../../../shared/config/read-secrets.ts';
import { VERSION } from '../../../shared/config/version.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

const text = readFileSync('stack.yml', 'utf8');
const stack = readStack();

function refusalOf(changed: string): string {
  try {
    parseStack(changed);
  } catch (error) {
    if (error instanceof AppError && error.code === 'INVALID_CONFIG') return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

describe('stack.yml', () => {
  it('names every function that there is a folder for', () => {
    expect(stack.functions.map(({ name }) => name)).toEqual([
      'generate',
      'catalog',
      'operate',
      'chunk',
      'merge',
      'tick',
    ]);
  });

  it('sends a path to the longest prefix first', () => {
    expect(routesOf(stack).map(({ prefix, functionName }) => `${prefix} ${functionName}`)).toEqual([
      '/v1/storage-events catalog',
      '/v1/templates catalog',
      '/v1/schedules catalog',
      '/v1/database operate',
      '/v1/schemas catalog',
      '/generate generate',
      '/tick tick',
      '/v1 generate',
      '/ operate',
    ]);
  });

  it('gives images the version of this release unless another is asked for', () => {
    expect(stack.functions[0]?.image).toBe(`tabular/generate:${VERSION}`);
    const asked = readStack({ TABULAR_REGISTRY: 'images.example/data', TABULAR_VERSION: '9' });
    expect(asked.functions[0]?.image).toBe('images.example/data/generate:9');
  });

  it('sets only variables that the configuration knows', () => {
    const known = new Set(
      CONFIG_SECTIONS.flatMap((section) => Object.keys(keysOf(section)).map((key) => environmentName(section, key))),
    );
    const sections = CONFIG_SECTIONS.map((section) => environmentName(section, ''));
    const unknown = stack.functions
      .flatMap(({ environment }) => Object.keys(environment))
      .filter((name) => sections.some((section) => name.startsWith(section)) && !known.has(name));
    expect(new Set(unknown)).toEqual(new Set());
  });

  it('ends a request earlier in the function than in the program before it', () => {
    for (const { environment, timeoutSeconds } of stack.functions)
      expect(Number(environment['TABULAR_SERVER_REQUEST_TIMEOUT_SECONDS'])).toBeLessThan(timeoutSeconds);
  });

  it('asks no platform to send more requests to a replica than the replica takes', () => {
    for (const { environment, concurrency } of stack.functions)
      expect(Number(environment['TABULAR_SERVER_MAX_IN_FLIGHT'])).toBeGreaterThanOrEqual(concurrency);
  });

  it('names secrets as the configuration looks for them', () => {
    const known = [...SECRET_KEYS].flatMap(environmentNames).map((name) => name.toLowerCase().replaceAll('_', '-'));
    const named = stack.functions.flatMap(({ secrets }) => secrets);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('leaves to an installation what lies outside of the product', () => {
    expect(Object.keys(stack.installation).sort()).toEqual([
      'S3_BUCKET',
      'S3_ENDPOINT',
      'S3_REGION',
      'TABULAR_PROCESSING_FUNCTIONS_URL',
    ]);
  });
});

describe('a stack file', () => {
  it('is refused with everything that is wrong in it', () => {
    const message = refusalOf(text.replace('memory: 256Mi', 'memory: lots').replace('lang: dockerfile', 'lang: perl'));
    expect(message).toContain('functions.generate.requests.memory: must look like 512Mi or 1Gi');
    expect(message).toContain('functions.generate.lang: ');
  });

  it('is refused for an annotation of ours that is misspelt', () => {
    expect(refusalOf(text.replace('tabular-paths: /generate', 'tabular-path: /generate'))).toContain('tabular-path');
  });

  it('is refused when a path leads to two functions', () => {
    expect(refusalOf(text.replace('tabular-paths: /tick', 'tabular-paths: /v1'))).toContain(
      '/v1 leads to generate and tick',
    );
  });

  it('is refused when the least number of replicas exceeds the most', () => {
    const changed = text.replace("com.openfaas.scale.min: '1', com.openfaas.scale.max: '5'", (labels) =>
      labels.replace("min: '1'", "min: '6'"),
    );
    expect(refusalOf(changed)).toContain('functions.generate.labels');
  });

  it('is refused when a variable without a default is not set', () => {
    const changed = text.replace('TABULAR_REGISTRY:-tabular', 'TABULAR_REGISTRY');
    expect(refusalOf(changed)).toContain('TABULAR_REGISTRY is not set');
  });
});
