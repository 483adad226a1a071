import type * as z from 'zod';
import { AppError, type Issue } from '../errors/app-error.ts';
import { CONFIG_SECTIONS, type Config, type ConfigSection, environmentName, keysOf, SECRET_KEYS } from './config.ts';
import { crossCheckConfig } from './cross-check.ts';
import { environmentNames, type FoundSecrets, NO_SECRETS } from './read-secrets.ts';
import { substituteVariables } from './substitute-variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration file after YAML: `name` is what messages and origins call it. */
export interface ConfigFile {
  readonly name: string;
  readonly content: unknown;
}

export interface ResolvedConfig {
  readonly config: Config;
  /** `section.key` to `default`, `file <name>` (also of a secret) or `environment <NAME>`. */
  readonly origins: ReadonlyMap<string, string>;
}

/** A value that was given, before its schema has seen it. Text from the environment may stand for other types. */
interface Given {
  readonly value: unknown;
  readonly isText: boolean;
  readonly origin: string;
}

/**
 * Defaults, then the file, then the environment, then secrets that were found in files. Pure. Throws INVALID_CONFIG
 * with every problem there is: unknown sections and keys, wrong values, unset variables, values that contradict each
 * other.
 */
export function resolveConfig(
  environment: Environment,
  file?: ConfigFile,
  secrets: FoundSecrets = NO_SECRETS,
): ResolvedConfig {
  const issues: Issue[] = [...secrets.issues];
  const given = new Map<string, Given>();
  if (file !== undefined) readFileValues(file, environment, given, issues);
  readEnvironment(environment, given, issues);
  for (const [path, { value, origin }] of secrets.values) given.set(path, { value, isText: true, origin });
  const origins = new Map<string, string>();
  const sections: Record<string, Record<string, unknown>> = {};
  for (const section of CONFIG_SECTIONS) sections[section] = parseSection(section, given, origins, issues);
  const config = sections as unknown as Config;
  issues.push(...crossCheckConfig(config));
  if (issues.length > 0) throw invalidConfig(issues);
  return { config, origins };
}

function invalidConfig(issues: readonly Issue[]): AppError {
  const lines = issues.map((issue) => `  ${issue.path}: ${issue.message}`).join('\n');
  const count = issues.length === 1 ? 'a problem' : `${issues.length} problems`;
  return new AppError('INVALID_CONFIG', `the configuration has ${count}:\n${lines}`, { issues });
}

function parseSection(
  section: ConfigSection,
  given: ReadonlyMap<string, Given>,
  origins: Map<string, string>,
  issues: Issue[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(keysOf(section))) {
    const path = `${section}.${key}`;
    const entry = given.get(path);
    origins.set(path, entry?.origin ?? 'default');
    const result = parseValue(schema, entry);
    if (!result.success) issues.push(wrongValue(path, entry?.origin ?? 'default', result.error));
    else if (result.data !== undefined) values[key] = result.data;
  }
  return values;
}

function wrongValue(path: string, origin: string, error: z.ZodError): Issue {
  const reasons = new Set(error.issues.map((issue) => issue.message));
  return { path, code: 'wrong_value', message: `${[...reasons].join('; ')} (${origin})` };
}

/** Text is tried as it stands, then as a number, a boolean, a list: the first that the schema takes. */
function parseValue(schema: z.ZodType, given: Given | undefined): z.ZodSafeParseResult<unknown> {
  if (given === undefined || !given.isText) return schema.safeParse(given?.value);
  const readings = readingsOf(given.value as string).map((reading) => schema.safeParse(reading));
  return readings.find((reading) => reading.success) ?? readings.at(-1)!;
}

function readingsOf(text: string): unknown[] {
  const list = text.split(',').map((entry) => entry.trim());
  if (/^-?\d+(\.\d+)?$/.test(text)) return [text, list, Number(text)];
  if (text === 'true' || text === 'false') return [text, list, text === 'true'];
  return [list, text];
}

function readFileValues(file: ConfigFile, environment: Environment, given: Map<string, Given>, issues: Issue[]): void {
  if (file.content === null || file.content === undefined) return;
  if (!isMapping(file.content)) {
    issues.push({ path: file.name, code: 'wrong_value', message: 'must be a mapping of sections' });
    return;
  }
  for (const [section, keys] of Object.entries(file.content)) {
    if (!CONFIG_SECTIONS.includes(section as ConfigSection)) {
      issues.push(unknownKey(section, CONFIG_SECTIONS));
    } else if (isMapping(keys)) {
      readSection(file.name, section as ConfigSection, keys, { environment, given, issues });
    } else if (keys !== null) {
      issues.push({ path: section, code: 'wrong_value', message: `must be a mapping (file ${file.name})` });
    }
  }
}

function readSection(
  fileName: string,
  section: ConfigSection,
  keys: Record<string, unknown>,
  into: { environment: Environment; given: Map<string, Given>; issues: Issue[] },
): void {
  const known = Object.keys(keysOf(section));
  for (const [key, value] of Object.entries(keys)) {
    const path = `${section}.${key}`;
    if (!known.includes(key)) into.issues.push(unknownKey(path, known));
    else if (value !== null) {
      const found = into.issues.length;
      const given = fileValue(path, value, fileName, into);
      // A variable that is not set says enough: what is left without it need not be judged too.
      if (into.issues.length === found) into.given.set(path, given);
    }
  }
}

function fileValue(
  path: string,
  value: unknown,
  fileName: string,
  into: { environment: Environment; issues: Issue[] },
): Given {
  const origin = `file ${fileName}`;
  const substitute = (text: string): { text: string; isChanged: boolean } => {
    const substituted = substituteVariables(text, into.environment);
    for (const name of substituted.missing) {
      into.issues.push({ path, code: 'missing_variable', message: `the environment variable ${name} is not set` });
    }
    return substituted;
  };
  if (typeof value === 'string') {
    const { text, isChanged } = substitute(value);
    return { value: text, isText: isChanged, origin };
  }
  if (!Array.isArray(value)) return { value, isText: false, origin };
  const entries = value.map((entry) => (typeof entry === 'string' ? substitute(entry).text : entry));
  return { value: entries, isText: false, origin };
}

function readEnvironment(environment: Environment, given: Map<string, Given>, issues: Issue[]): void {
  const names = new Set<string>();
  for (const section of CONFIG_SECTIONS) {
    for (const key of Object.keys(keysOf(section))) {
      const path = `${section}.${key}`;
      for (const name of environmentNames(path).reverse()) {
        names.add(name);
        if (SECRET_KEYS.has(path)) names.add(`${name}_FILE`);
        const value = environment[name];
        if (value === undefined || value === '') continue;
        given.set(path, { value, isText: true, origin: `environment ${name}` });
      }
    }
  }
  for (const name of Object.keys(environment)) {
    const isOurs = CONFIG_SECTIONS.some((section) => name.startsWith(environmentName(section, '')));
    if (isOurs && !names.has(name)) issues.push(unknownKey(name, []));
  }
}

function unknownKey(path: string, known: readonly string[]): Issue {
  const remedy = known.length === 0 ? 'see docs/configuration.md' : `known here: ${known.join(', ')}`;
  return { path, code: 'unknown_key', message: `is not a key of the configuration; ${remedy}` };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
