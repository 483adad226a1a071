import * as z from 'zod';
import { Distribution } from './distribution.ts';
import { LIMITS } from './limits.ts';

/** A named group of values; `null_rate` is the share of its places that hold null instead. */
export interface JsonObject<Leaf> {
  readonly name: string;
  readonly null_rate: number;
  /** In the order of the text; at least one, no two of one name. */
  readonly object: readonly JsonNode<Leaf>[];
}

/** Elements of one shape; the element's own name is never written. */
export interface JsonList<Leaf> {
  readonly name: string;
  readonly null_rate: number;
  readonly list: JsonNode<Leaf>;
  readonly length: JsonLength;
}

/** A place in a nested value after normalisation: an object, a list, or a column specification as a leaf. */
export type JsonNode<Leaf> = JsonObject<Leaf> | JsonList<Leaf> | Leaf;

/** How many elements a list has. `max` decides the row numbers of its elements, so that changing it changes them all. */
export const JsonLength = z.strictObject({
  min: z.int().min(0).max(LIMITS.jsonListLength).default(0),
  max: z.int().min(0).max(LIMITS.jsonListLength),
  distribution: Distribution.default({ name: 'uniform' }),
});
export type JsonLength = z.infer<typeof JsonLength>;

/** The schema of nested values over leaves of one schema. `head` are the members that every node has. */
export function jsonNodeSchema<Leaf>(
  leaf: z.ZodType<Leaf>,
  head: { name: z.ZodType<string>; null_rate: z.ZodType<number> },
): z.ZodType<JsonNode<Leaf>> {
  const node: z.ZodType<JsonNode<Leaf>> = z.lazy(() =>
    z.union([
      z.strictObject({ ...head, object: z.array(node).min(1).max(LIMITS.jsonLeaves) }),
      z.strictObject({ ...head, list: node, length: JsonLength }),
      leaf,
    ]),
  );
  return node;
}

export function isJsonObject<Leaf>(node: JsonNode<Leaf>): node is JsonObject<Leaf> {
  return typeof node === 'object' && node !== null && 'object' in node;
}

export function isJsonList<Leaf>(node: JsonNode<Leaf>): node is JsonList<Leaf> {
  return typeof node === 'object' && node !== null && 'list' in node;
}

/** The same value with other leaves. */
export function mapJsonLeaves<Leaf>(node: JsonNode<Leaf>, map: (leaf: Leaf) => Leaf): JsonNode<Leaf> {
  if (isJsonObject(node)) return { ...node, object: node.object.map((member) => mapJsonLeaves(member, map)) };
  return isJsonList(node) ? { ...node, list: mapJsonLeaves(node.list, map) } : map(node);
}

/** Leaves of a nested value with the most places each has in a row: the product of the longest lists around it. */
export function listJsonLeaves<Leaf>(node: JsonNode<Leaf>, places = 1): { leaf: Leaf; places: number }[] {
  if (isJsonObject(node)) return node.object.flatMap((member) => listJsonLeaves(member, places));
  if (isJsonList(node)) return listJsonLeaves(node.list, places * node.length.max);
  return [{ leaf: node, places }];
}
