import * as z from 'zod';
import { Name } from '../contracts/column-spec.ts';
import { ChildrenSpec, ForeignKeySpec, ParentChoice } from '../contracts/foreign-key.ts';
import { LIMITS } from '../contracts/limits.ts';

const Names = z.union([Name, z.array(Name).min(1).max(LIMITS.keyColumns)]);
const Count = z.int().min(0).max(LIMITS.childrenPerParent);

/** As `ChildrenSpec`, with everything left out that may be. */
const RawChildren = z.strictObject({
  min: Count.optional(),
  max: Count.optional(),
  distribution: ChildrenSpec.shape.distribution.unwrap().optional(),
  total: ChildrenSpec.shape.total,
});

/** A key as it may be written. A whole number of children, or [least, most], stand for the long form. */
export const RawForeignKey = z.strictObject({
  name: Name.optional(),
  columns: Names,
  /** A table, or `table.column`. */
  references: z
    .string()
    .min(1)
    .max(2 * LIMITS.nameLength + 1),
  parent_columns: Names.optional(),
  optional: z.number().min(0).max(1).default(0),
  owning: z.boolean().optional(),
  children: z.union([Count, z.tuple([Count, Count]), RawChildren]).optional(),
  choose: z.union([z.literal('uniform'), ParentChoice]).optional(),
  unique_within_owner: z.literal(true).optional(),
  /** As a normalised key has it, in place of the four above. */
  rule: ForeignKeySpec.shape.rule.optional(),
});
export type RawForeignKey = z.infer<typeof RawForeignKey>;

const { references, optional, owning, children, choose, unique_within_owner } = RawForeignKey.shape;

/** Members that a column of kind `foreign_key` may carry in place of an entry under `foreign_keys`. */
export const KEY_MEMBERS = {
  references: references.optional(),
  parent_column: Name.optional(),
  optional,
  owning,
  children,
  choose,
  unique_within_owner,
};
