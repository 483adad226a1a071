import * as z from 'zod';
import { ColumnSpec, EntitySpec } from './column-spec.ts';
import { CorrelationSpec } from './correlation.ts';
import { ForeignKeySpec } from './foreign-key.ts';
import { GroupBySpec } from './per-key.ts';
import { CheckSpec, OutputSpec } from './spec-document.ts';
import { PLAN_VERSION } from './versions.ts';

/** A column and its place in the output, 0-based; hidden columns have none. */
const PlacedColumn = z.strictObject({ position: z.int().min(0).optional(), column: ColumnSpec });
export type PlacedColumn = z.infer<typeof PlacedColumn>;

/** What planning learned of an owning key: how its table's rows divide among parents. */
export const PlannedChildren = z.strictObject({
  /** Rows of the parent table. */
  parents: z.int().min(0),
  /** SHA-256 of the object that holds the sums of draws by blocks of 65,536 parents; see `BlockSums`. */
  block_sums: z.string().regex(/^[0-9a-f]{64}$/),
  /** Rows of the parent that has most. */
  most: z.int().min(0),
});
export type PlannedChildren = z.infer<typeof PlannedChildren>;

const SingleGroup = z.strictObject({
  kind: z.literal('single'),
  ...PlacedColumn.shape,
  /** Those that leaves of a nested value describe. */
  entities: z.array(EntitySpec).min(1).optional(),
});

const EntityGroup = z.strictObject({
  kind: z.literal('entity'),
  entity: EntitySpec,
  columns: z.array(PlacedColumn).min(1),
});

/** The columns of one foreign key, each with the parent's column that its values come from. */
const ForeignKeyGroup = z.strictObject({
  kind: z.literal('foreign_key'),
  key: ForeignKeySpec,
  columns: z.array(z.strictObject({ ...PlacedColumn.shape, parent_column: z.string() })),
  /** Of an owning key. */
  children: PlannedChildren.optional(),
  /** The owning key's name, for a key that is unique within it. */
  owner: z.string().optional(),
});

/** A parent's columns at the rows that a foreign key of the same related group has drawn, as hidden columns `key.column`. */
const InheritedGroup = z.strictObject({
  kind: z.literal('inherited'),
  key: z.string(),
  references: z.string(),
  parent_columns: z.array(z.string()).min(1),
});

/** A column that is a formula of others. */
const DerivedGroup = z.strictObject({
  kind: z.literal('derived'),
  ...PlacedColumn.shape,
  expression: z.string(),
  /** Names of the columns that the formula reads, `key.column` for a parent's. */
  reads: z.array(z.string()),
  /** It holds `random()`. */
  draws: z.literal(true).optional(),
});

/** A column whose values depend on other rows of the same group. */
const PerKeyGroup = z.strictObject({
  kind: z.literal('per_key'),
  ...PlacedColumn.shape,
  group_by: GroupBySpec,
  /** Names of the columns that it reads, `key.column` for a parent's. */
  reads: z.array(z.string()),
});

/** Columns that follow normal scores with these correlations, in the order of the matrix. */
const CorrelatedGroup = z.strictObject({
  kind: z.literal('correlated'),
  columns: z.array(PlacedColumn).min(2),
  matrix: CorrelationSpec.shape.matrix,
});

const MemberGroup = z.discriminatedUnion('kind', [
  SingleGroup,
  EntityGroup,
  ForeignKeyGroup,
  InheritedGroup,
  DerivedGroup,
  CorrelatedGroup,
  PerKeyGroup,
]);

/** Groups that read each other's columns, in an order in which every group comes after those it reads. */
const RelatedGroup = z.strictObject({
  kind: z.literal('related'),
  members: z.array(MemberGroup).min(1),
  checks: z.array(z.strictObject({ ...CheckSpec.shape, reads: z.array(z.string()) })).optional(),
});

/** Columns that are generated together. */
export const ColumnGroup = z.discriminatedUnion('kind', [...MemberGroup.options, RelatedGroup]);
export type ColumnGroup = z.infer<typeof ColumnGroup>;
export type MemberGroup = z.infer<typeof MemberGroup>;
export type GroupOf<Kind extends ColumnGroup['kind']> = Extract<ColumnGroup, { kind: Kind }>;

export const PlannedTable = z.strictObject({
  index: z.int().min(0),
  name: z.string(),
  num_records: z.int().min(0),
  chunk_rows: z.int().min(1),
  /** Rows of every file but the last, where the table is split: the last chunk of a file can be shorter. */
  file_rows: z.int().min(1).optional(),
  /** Chunks upload their rows straight into their file; absent: as parts, which are joined afterwards. */
  merge: z.literal('direct').optional(),
  primary_key: z.array(z.string()).min(1).optional(),
  /** In order of dependency. */
  groups: z.array(ColumnGroup).min(1),
});
export type PlannedTable = z.infer<typeof PlannedTable>;

/**
 * Everything a worker needs to make any row of a job, or the hash of it. Immutable; known by the SHA-256 of its
 * canonical JSON.
 */
export const Plan = z.strictObject({
  plan_version: z.literal(PLAN_VERSION),
  generation_version: z.int().min(1),
  spec_hash: z.string(),
  seed: z.int().min(0),
  as_of: z.string(),
  tables: z.array(PlannedTable).min(1),
  output: OutputSpec,
});
export type Plan = z.infer<typeof Plan>;

/**
 * What planning has added up for owning keys, by the hash that the plan names it with: for each key the draws of all
 * parents before each block of 65,536, and at the end those of all parents. A function of the plan, too large for it.
 */
export type BlockSums = ReadonlyMap<string, Float64Array>;

/** A plan and the sums that it names: all that decides what rows are. */
export interface PlannedJob {
  readonly plan: Plan;
  readonly blockSums: BlockSums;
}
