/**
 * Makes a checkout ready: packages from the lock file, our own Node, generated code. Plain JavaScript for Node 20,
 * because it runs before anything is installed. Idempotent and quick when nothing changed. `node scripts/setup.mjs`
 * does the set-up alone; `scripts/run.mjs` does it before every npm script.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENERATED_CODE } from './generated-code.mjs';
import { isFresh, stamp } from './stamps.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const NODE_MAJOR = 26;
const HOST_NODE_MAJOR_MIN = 20;

/** The Node that everything of ours runs under, installed from the npm registry like any package. */
export const LOCAL_NODE = path.join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Does whatever is missing. Throws an Error whose message names the remedy. */
export function setUp() {
  assertHostNode();
  if (packagesAreStale()) installPackages();
  assertLocalNode();
  for (const step of GENERATED_CODE) buildWhenStale(step);
}

/** The environment for programs of ours: the local Node and the installed tools come first. */
export function localEnvironment() {
  const bin = path.join(ROOT, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
}

function assertHostNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= HOST_NODE_MAJOR_MIN) return;
  throw new Error(
    `set-up needs Node ${HOST_NODE_MAJOR_MIN} or newer to begin with, this is ${process.version}: install a newer Node; the rest comes from npm`,
  );
}

/**
 * npm leaves `node_modules/.package-lock.json` as its last act: what is really installed. Stale is: that record is
 * missing, or differs from the lock file in any package that this machine needs.
 */
function packagesAreStale() {
  const installedFile = path.join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return true;
  const wanted = readPackages(path.join(ROOT, 'package-lock.json'));
  const installed = readPackages(installedFile);
  return Object.entries(wanted).some(([name, entry]) => {
    if (name === '') return false;
    const present = installed[name];
    return present === undefined ? !entry.optional && !entry.peer : present.version !== entry.version;
  });
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** TABULAR_OFFLINE=1 takes everything from npm's cache and never opens a connection. */
function installPackages() {
  const network = process.env.TABULAR_OFFLINE === '1' ? '--offline' : '--prefer-offline';
  const options = ['ci', network, '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  say('installing packages (npm ci)');
  const { status, error } = runNpm(options);
  if (status === 0) return;
  throw new Error(
    `npm ci failed${error ? `: ${error.message}` : ''}: check that the npm registry can be reached, or run it once with network so that TABULAR_OFFLINE=1 can use the cache`,
  );
}

/** Inside `npm run` npm tells where it lives; outside it is looked up. */
function runNpm(options) {
  const npmFile = process.env.npm_execpath;
  const isNpmScript = npmFile !== undefined && /npm-cli\.c?js$/.test(npmFile);
  const [command, leading] = isNpmScript ? [process.execPath, [npmFile]] : ['npm', []];
  return spawnSync(command, [...leading, ...options], { cwd: ROOT, stdio: ['ignore', 2, 2] });
}

function assertLocalNode() {
  const { stdout, error } = spawnSync(LOCAL_NODE, ['--version'], { encoding: 'utf8' });
  const version = stdout?.trim() ?? '';
  if (version.startsWith(`v${NODE_MAJOR}.`)) return;
  const found = version || error?.message || 'nothing';
  throw new Error(
    `node_modules/.bin/node is not Node ${NODE_MAJOR} (found: ${found}) on ${process.platform}-${process.arch}: delete node_modules and run "npm ci --include=optional"; supported are Linux (glibc) and macOS on x64 and arm64, Windows through WSL2`,
  );
}

function buildWhenStale(step) {
  if (isFresh(ROOT, step)) return;
  say(`building ${step.name}`);
  const { status } = spawnSync(LOCAL_NODE, [step.script], {
    cwd: ROOT,
    env: localEnvironment(),
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`building ${step.name} failed: "${LOCAL_NODE} ${step.script}" shows why`);
  stamp(ROOT, step);
}

function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    setUp();
    say('ready');
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
