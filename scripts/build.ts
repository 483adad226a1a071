/**
 * Bundles every entry into dist/<name>/: one folder that starts quickly and can be copied alone, next to
 * node_modules with the packages of EXTERNAL. Minified; source maps keep stack traces readable with
 * `node --enable-source-maps`. The client becomes one file for any runtime, with its types beside it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';

/** Packages that load files lying beside their own code, so they must stay where they are installed. */
const EXTERNAL = ['@electric-sql/pglite', '@guanmingchiu/sqlparser-ts', 'libpg-query', 'parquet-wasm', 'pg-native'];

/** CommonJS packages inside an ES module bundle call `require` for Node's own modules. */
const REQUIRE_BANNER = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

const CHUNK_WORKER = 'shared/workers/chunk-worker.ts';

const CLIENT_ENTRY = 'shared/client/index.ts';
/** What browsers of the last years, Node 20, Deno and Bun all have. */
const CLIENT_TARGET = 'es2022';

for (const [name, entry] of findEntries()) await bundleProgram(path.join('dist', name), entry);
await bundleClient(path.join('dist', 'client'));

async function bundleProgram(outdir: string, entry: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: existsSync(CHUNK_WORKER) ? [entry, CHUNK_WORKER] : [entry],
    outdir,
    // All files of a bundle lie side by side: shared/workers finds the worker beside its own code.
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    // A package that has both is taken as modules: what is unused stays out, and import() gives its names. Of CommonJS, a
    // split bundle gives the default export alone.
    mainFields: ['module', 'main'],
    target: 'node26',
    minify: true,
    sourcemap: 'linked',
    external: EXTERNAL,
    banner: { js: REQUIRE_BANNER },
    metafile: true,
    logLevel: 'warning',
    // esbuild has printed what is wrong.
  }).catch(() => process.exit(1));
  report(outdir, metafile);
}

async function bundleClient(outdir: string): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [CLIENT_ENTRY],
    outfile: path.join(outdir, 'index.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: CLIENT_TARGET,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  }).catch(() => process.exit(1));
  const libraries = `${CLIENT_TARGET},dom,dom.iterable`;
  const emit = ['--declaration', '--emitDeclarationOnly', '--allowImportingTsExtensions', '--outDir', outdir];
  const settings = [
    '--ignoreConfig',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    CLIENT_TARGET,
    '--lib',
    libraries,
  ];
  const { status } = spawnSync('tsc', [CLIENT_ENTRY, ...settings, ...emit, '--types', ''], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  report(outdir, metafile);
}

function report(outdir: string, { outputs }: Metafile): void {
  const bytes = Object.entries(outputs).reduce(
    (sum, [file, output]) => (file.endsWith('.map') ? sum : sum + output.bytes),
    0,
  );
  process.stdout.write(`${outdir}: ${Math.round(bytes / 1024)} KB\n`);
}

/** Every function, found by its folder, and the command line. */
function findEntries(): [name: string, entry: string][] {
  const functions = readdirSync('functions')
    .sort()
    .map((name): [string, string] => [name, `functions/${name}/index.ts`])
    .filter(([, entry]) => existsSync(entry));
  return [...functions, ['tabular', 'scripts/tabular/main.ts']];
}
