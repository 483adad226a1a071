import { invariant } from '../errors/invariant.ts';

/**
 * JSON with keys in code-unit order and no spaces: equal values give equal text, whatever order they were built in.
 * Members that are `undefined` are left out. Source: RFC 8785 (JSON canonicalisation scheme).
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  const text = JSON.stringify(value);
  invariant(text !== undefined, 'canonical JSON holds JSON values only');
  return text;
}
