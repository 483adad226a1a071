import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { substituteVariables } from '../../shared/config/substitute-variables.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { FunctionPlan, Stack } from './stack.ts';
import { StackFile } from './stack-file.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const STACK_FILE = new URL('../../stack.yml', import.meta.url);

/** `stack.yml` of this release, with `variables` for `${NAME:-default}`. Throws INVALID_CONFIG. */
export function readStack(variables: Variables = {}): Stack {
  return parseStack(readFileSync(STACK_FILE, 'utf8'), variables);
}

/** The text of a stack file; INVALID_CONFIG lists everything that is wrong with it. */
export function parseStack(text: string, variables: Variables = {}): Stack {
  const { functions } = parseStackFile(substitute(text, variables));
  const stack = Object.entries(functions).map(([name, declared]) => planFunction(name, declared));
  refuseWrongScale(stack);
  refuseSharedPaths(stack);
  return { functions: stack, installation: findInstallation(text, stack) };
}

/** A stack file as it stands, its variables replaced, checked but not interpreted: what faas-cli would see. */
export function readStackDocument(variables: Variables = {}): Record<string, unknown> {
  const text = substitute(readFileSync(STACK_FILE, 'utf8'), variables);
  parseStackFile(text);
  return parse(text, { merge: true });
}

function substitute(text: string, variables: Variables): string {
  const { text: replaced, missing } = substituteVariables(text, variables);
  if (missing.length === 0) return replaced;
  throw invalid([`the variable ${missing[0]} is not set and has no default`]);
}

function parseStackFile(text: string): StackFile {
  const result = StackFile.safeParse(parse(text, { merge: true }));
  if (result.success) return result.data;
  throw invalid(result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`));
}

function planFunction(name: string, declared: StackFile['functions'][string]): FunctionPlan {
  const { annotations, environment, labels } = declared;
  const { schedule } = annotations;
  return {
    name,
    image: declared.image,
    paths: annotations['tabular-paths'],
    ...(schedule !== undefined && { schedule }),
    concurrency: annotations['tabular-concurrency'],
    timeoutSeconds: environment.exec_timeout,
    scale: {
      min: labels['com.openfaas.scale.min'],
      max: labels['com.openfaas.scale.max'],
      isZeroAllowed: annotations['tabular-scale-to-zero'],
    },
    requests: declared.requests,
    limits: declared.limits,
    secrets: declared.secrets,
    optionalSecrets: annotations['tabular-optional-secrets'],
    environment: ownEnvironment(environment),
    probes: {
      health: annotations['com.openfaas.health.http.path'],
      ready: annotations['com.openfaas.ready.http.path'],
    },
    poolSize: environment.TABULAR_DATABASE_POOL_SIZE,
  };
}

/** of-watchdog's variables are written in lower case, ours in capitals. */
function ownEnvironment(environment: Readonly<Record<string, unknown>>): Record<string, string> {
  const own = Object.entries(environment).filter(([name]) => name === name.toUpperCase());
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}

function refuseWrongScale(functions: readonly FunctionPlan[]): void {
  const wrong = functions.filter(({ scale }) => scale.min > scale.max);
  if (wrong.length === 0) return;
  throw invalid(wrong.map(({ name }) => `functions.${name}.labels: com.openfaas.scale.min must not exceed .max`));
}

function refuseSharedPaths(functions: readonly FunctionPlan[]): void {
  const owners = Map.groupBy(
    functions.flatMap(({ name, paths }) => paths.map((path) => ({ name, path }))),
    ({ path }) => path,
  );
  const shared = [...owners].filter(([, entries]) => entries.length > 1);
  if (shared.length === 0) return;
  throw invalid(shared.map(([path, entries]) => `${path} leads to ${entries.map(({ name }) => name).join(' and ')}`));
}

/** A line of an environment that a variable of the installation decides. */
const INSTALLATION_LINE = /^\s+([A-Z][A-Z0-9_]*): *\$\{/gm;

function findInstallation(text: string, functions: readonly FunctionPlan[]): Record<string, string> {
  const names = new Set([...text.matchAll(INSTALLATION_LINE)].map(([, name]) => name!));
  const given = functions.flatMap(({ environment }) => Object.entries(environment).filter(([name]) => names.has(name)));
  return Object.fromEntries(given);
}

function invalid(problems: readonly string[]): AppError {
  return new AppError('INVALID_CONFIG', `stack.yml is not right:\n${problems.map((line) => `  ${line}`).join('\n')}`);
}
