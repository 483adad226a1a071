import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';

/**
 * A JSON or YAML text as plain data. Throws INVALID_REQUEST naming line and column: malformed text, a duplicate key,
 * nesting beyond LIMITS.documentDepth, the key `__proto__`, text that is not Unicode, YAML aliases and tags.
 */
export function readDocument(text: string, syntax: 'json' | 'yaml'): unknown {
  return syntax === 'json' ? readJson(text) : readYaml(text);
}
