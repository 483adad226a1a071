/** The part of JSON Schema 2020-12 that contracts are made of; `true` allows anything. */
export type JsonSchema = true | { readonly [keyword: string]: unknown };

type Properties = Readonly<Record<string, JsonSchema>>;

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

/**
 * The TypeScript type of what a JSON Schema accepts, as text; `nameOf` answers the type that a `$ref` stands for. What
 * only values can tell (bounds, patterns, lengths, `not`) is left out, so that the type accepts at least as much.
 */
export function typeText(schema: JsonSchema, nameOf: (reference: string) => string): string {
  if (schema === true) return 'unknown';
  const inner = (nested: unknown) => typeText(nested as JsonSchema, nameOf);
  const { $ref, enum: values, oneOf, anyOf = oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return nameOf($ref);
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(values)) return union(values.map((value) => JSON.stringify(value)));
  if (Array.isArray(anyOf)) return union(anyOf.map(inner));
  if (Array.isArray(allOf)) return allOf.map((part) => `(${inner(part)})`).join(' & ');
  if (Array.isArray(type)) return union(type.map((one) => inner({ ...schema, type: one })));
  if (type === 'object') return objectText(schema, inner);
  if (type === 'array') return arrayText(schema, inner);
  return SCALARS[String(type)] ?? 'unknown';
}

function union(types: readonly string[]): string {
  const distinct = [...new Set(types)];
  return distinct.length === 1
    ? distinct[0]!
    : distinct.map((type) => (type.includes(' & ') ? `(${type})` : type)).join(' | ');
}

function objectText(schema: { readonly [keyword: string]: unknown }, inner: (nested: unknown) => string): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Properties);
  const required = (schema['required'] ?? []) as readonly string[];
  const { additionalProperties: others = true } = schema;
  if (properties.length === 0) return `{ [name: string]: ${others === false ? 'never' : inner(others)} }`;
  const members = properties.map(([name, member]) => {
    const isRequired = required.includes(name);
    const text = inner(member);
    return `${defaultNote(member)}${memberName(name)}${isRequired ? '' : '?'}: ${isRequired ? text : union([text, 'undefined'])};`;
  });
  return `{\n${indent(members.join('\n'))}\n}${others === false ? '' : ' & { [name: string]: unknown }'}`;
}

function memberName(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
}

/** What a member left out means, for editors to show. */
function defaultNote(member: JsonSchema): string {
  if (member === true || !('default' in member) || typeof member['default'] === 'object') return '';
  return `/** Default: ${JSON.stringify(member['default']).replaceAll('*/', '* /')} */\n`;
}

function arrayText(schema: { readonly [keyword: string]: unknown }, inner: (nested: unknown) => string): string {
  const { prefixItems, items } = schema;
  const rest = items === undefined || items === false ? undefined : `Array<${inner(items)}>`;
  if (!Array.isArray(prefixItems)) return rest ?? 'Array<unknown>';
  return `[${[...prefixItems.map(inner), ...(rest === undefined ? [] : [`...${rest}`])].join(', ')}]`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
