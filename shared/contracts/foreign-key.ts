import * as z from 'zod';
import { Name } from './column-spec.ts';
import { Distribution } from './distribution.ts';
import { LIMITS } from './limits.ts';

/**
 * How many children a parent has. `distribution` with `min` and `max` reads like an integer column over parents: the
 * table's size follows. With `total` the table has exactly so many rows, shared out in proportion to such draws.
 */
export const ChildrenSpec = z.strictObject({
  min: z.int().min(0).max(LIMITS.childrenPerParent).default(0),
  max: z.int().min(0).max(LIMITS.childrenPerParent).default(LIMITS.childrenPerParent),
  distribution: Distribution.default({ name: 'uniform' }),
  total: z.int().min(0).max(LIMITS.rows).optional(),
});
export type ChildrenSpec = z.infer<typeof ChildrenSpec>;

/** Which parent a row has, where the key does not own its rows. */
export const ParentChoice = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('uniform') }),
  /** The parent at row k is drawn in proportion to (k + 1)^-a. */
  z.strictObject({ name: z.literal('zipf'), a: z.number().min(0).max(10) }),
  /** One weight per row of the parent table. */
  z.strictObject({
    name: z.literal('weighted'),
    weights: z.array(z.number().min(0)).min(1).max(LIMITS.categoryValues),
  }),
]);
export type ParentChoice = z.infer<typeof ParentChoice>;

/** A foreign key after normalisation. The columns themselves, of kind `foreign_key`, stand among the table's columns. */
export const ForeignKeySpec = z.strictObject({
  /** How expressions call the parent's row: `customer.city`. */
  name: Name,
  columns: z.array(Name).min(1).max(LIMITS.keyColumns),
  references: Name,
  /** As many as `columns`. */
  parent_columns: z.array(Name).min(1).max(LIMITS.keyColumns),
  /** Share of rows without a parent. */
  optional: z.number().min(0).max(1).default(0),
  rule: z.discriminatedUnion('name', [
    /** The rows of one parent follow each other, parents in their own order. At most one such key per table. */
    z.strictObject({ name: z.literal('owning'), children: ChildrenSpec }),
    /** Drawn per row. */
    z.strictObject({ name: z.literal('drawn'), choose: ParentChoice }),
    /** No parent twice among the rows that the owning key gives to one owner: a bridge between two tables. */
    z.strictObject({ name: z.literal('unique_within_owner') }),
    /** A tree inside one table: the parent lies in an earlier row; the first row, and a share `optional`, are roots. */
    z.strictObject({ name: z.literal('earlier_row') }),
  ]),
});
export type ForeignKeySpec = z.infer<typeof ForeignKeySpec>;
