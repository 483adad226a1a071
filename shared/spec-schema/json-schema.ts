import * as z from 'zod';
import { Name } from '../contracts/column-spec.ts';
import { Distribution } from '../contracts/distribution.ts';

export type JsonSchema = Record<string, unknown>;

/** What stands in many places is written once. */
const NAMED = { distribution: Distribution };
const NAMES = Object.entries(NAMED).reduce(
  (names, [id, schema]) => names.add(schema, { id }),
  z.registry<{ id: string }>(),
);

/** What a contract reads, as JSON Schema; parts that contain themselves are its `$defs`. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, $defs = {}, ...body } = z.toJSONSchema(schema, { io: 'input', metadata: NAMES });
  const own = Object.entries($defs).filter(([name]) => !Object.hasOwn(NAMED, name));
  return own.length === 0 ? body : { ...body, $defs: Object.fromEntries(own) };
}

/** The `$defs` that any `schemaOf` may refer to. */
export function namedSchemas(): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(NAMED).map(([name, schema]) => {
      const { $defs } = z.toJSONSchema(schema, { io: 'input', metadata: NAMES });
      return [name, $defs![name] as JsonSchema];
    }),
  );
}

/** An object with these members and no other. */
export function closed(properties: JsonSchema, required: readonly string[]): JsonSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** A mapping from names: those that look like numbers would not keep their place. */
export function mapping(value: JsonSchema): JsonSchema {
  const name = { ...schemaOf(Name), not: { anyOf: [{ pattern: '^[0-9]+$' }, { const: '__proto__' }] } };
  return { type: 'object', propertyNames: name, additionalProperties: value };
}
