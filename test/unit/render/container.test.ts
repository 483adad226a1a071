import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStack } from '../../../scripts/stack/read-stack.ts';

const MIB = 1024 * 1024;
/** What an image may weigh besides Node. */
const IMAGE_BYTES_MAX = 200 * MIB;

/** The argument that says which function. */
const FUNCTION = /\/\$\{FUNCTION\}/;

const containerfile = readFileSync('infra/container/Containerfile', 'utf8');
const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
const functions = readStack().functions.map(({ name }) => name);

/** Sources of COPY in one target, without what comes from another image. */
function copiedBy(target: string): string[] {
  const stages = containerfile.split(/^FROM /m);
  const stage = stages.find((text) => text.split('\n')[0]?.endsWith(` AS ${target}`))!;
  return [...stage.matchAll(/^COPY (?!--from)(\S+) /gm)].map(([, source]) => source!);
}

function bytesOf(place: string): number {
  if (!statSync(place).isDirectory()) return statSync(place).size;
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}

/** Named in bundles for those who install them; nothing of ours does. */
const OPTIONAL = ['pg-native', '@aws-sdk/signature-v4-crt', '@aws-sdk/signature-v4a'];

/** Packages that the bundle of a program imports when it runs. */
function packagesOf(program: string): string[] {
  const folder = path.join('dist', program);
  const code = readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  const names = code.matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*["']((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[\w./-]*)?["']/g);
  return [...new Set([...names].map(([, name]) => name!))]
    .filter((name) => !OPTIONAL.includes(name) && !isBuiltin(name))
    .sort();
}

describe('the container file', () => {
  it('has the three targets, none of which runs as root', () => {
    const stages = [...containerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(
      ([, from, name]) => `${name} from ${from!.replace(/\W/g, '')}`,
    );
    expect(stages).toEqual([
      'watchdog from WATCHDOG',
      'function from BASE',
      'knative from function',
      'openfaas from function',
      'embedded from BASE',
    ]);
    expect(containerfile.match(/^USER 1000:1000$/gm)).toHaveLength(2);
  });

  it('pins what it begins with', () => {
    expect([...containerfile.matchAll(/^ARG \w+=\S+:(\S+)$/gm)].map(([, tag]) => tag)).toEqual([
      '26-bookworm-slim',
      '0.11.6',
    ]);
  });

  it.each(functions)('needs no package for the function %s', (name) => {
    expect(packagesOf(name)).toEqual([]);
  });

  it('brings the packages that the whole platform loads at run time', () => {
    const packages = copiedBy('embedded')
      .filter((source) => source.startsWith('node_modules/'))
      .map((source) => source.replace('node_modules/', ''));
    expect(packages.sort()).toEqual(packagesOf('tabular'));
  });

  it('lets into the build what it copies', () => {
    const sources = [...copiedBy('embedded'), ...copiedBy('function')].map((source) => source.replace(FUNCTION, ''));
    const admitted = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(sources.filter((source) => !admitted.some((entry) => `${source}/`.startsWith(`${entry}/`)))).toEqual([]);
  });

  it.each([
    ...functions.map((name) => [name, copiedBy('function')] as const),
    ['embedded', copiedBy('embedded')] as const,
  ])('makes an image of %s of less than 200 MB besides Node', (name, sources) => {
    const places = sources.map((source) => source.replace(FUNCTION, `/${name}`));
    expect(places.reduce((sum, place) => sum + bytesOf(place), 0)).toBeLessThan(IMAGE_BYTES_MAX);
  });
});

describe('the template of OpenFaaS', () => {
  it('takes the packages of this release and the watchdog of our images', () => {
    const own = JSON.parse(readFileSync('package.json', 'utf8')).dependencies;
    for (const file of ['package.json', 'function/package.json']) {
      const { dependencies } = JSON.parse(readFileSync(`template/node-hono/${file}`, 'utf8'));
      for (const [name, version] of Object.entries(dependencies)) expect([name, version]).toEqual([name, own[name]]);
    }
    const dockerfile = readFileSync('template/node-hono/Dockerfile', 'utf8');
    for (const [, image] of containerfile.matchAll(/^ARG \w+=(\S+)$/gm)) expect(dockerfile).toContain(`FROM ${image}`);
  });
});
