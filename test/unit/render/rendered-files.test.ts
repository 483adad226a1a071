import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RENDERED_FOLDERS, renderFiles } from '../../../scripts/render/render-files.ts';
import { parseStack } from '../../../scripts/stack/read-stack.ts';

const rendered = renderFiles();
const community = rendered.get('openfaas/community.yml')!;

function filesBelow(folder: string): string[] {
  return readdirSync(path.join('infra', folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative('infra', path.join(entry.parentPath, entry.name)));
}

describe('rendered files', () => {
  it.each([...rendered.keys()])('infra/%s is what stack.yml renders to; npm run render writes it', (name) => {
    const file = path.join('infra', name);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(rendered.get(name));
  });

  it('are all that lies in their folders', () => {
    expect(RENDERED_FOLDERS.flatMap(filesBelow).sort()).toEqual([...rendered.keys()].sort());
  });

  it('name images as the variables of stack.yml say', () => {
    const asked = renderFiles({ TABULAR_REGISTRY: 'images.example/data' });
    expect(asked.get('knative/services/merge.yaml')).toContain('image: images.example/data/merge:');
  });

  it('hold no values of secrets', () => {
    const text = [...rendered.values()].join('\n');
    expect(text).not.toMatch(/(API_KEY|SECRET|PASSWORD|DATABASE_URL|REDIS_URL)\b[^\n]*\n?\s*value:/);
    expect(text).not.toContain('stringData');
  });
});

describe('the stack of the community edition', () => {
  const { functions } = parseStack(community);

  it('stays within its bounds: 15 functions, five replicas of each, one at least', () => {
    expect(functions.length).toBeLessThanOrEqual(15);
    for (const { scale } of functions) expect(scale.max).toBeLessThanOrEqual(5);
    expect(community).not.toContain('scale.zero');
  });

  it('runs all allowed replicas of what would want more', () => {
    const scales = functions.map(({ name, scale }) => `${name} ${scale.min}-${scale.max}`);
    expect(scales).toEqual(['generate 1-5', 'catalog 1-3', 'operate 1-2', 'chunk 5-5', 'merge 1-4', 'tick 1-2']);
  });

  it('keeps the spelling of the version that faas-cli knows', () => {
    expect(parse(community)).toMatchObject({ version: '1.0', provider: { name: 'openfaas' } });
  });
});
