import { type ColumnKind, ColumnSpec } from '../contracts/column-spec.ts';

/** Every kind of column, in the order of the documentation. */
export const COLUMN_KINDS: readonly ColumnKind[] = ColumnSpec.options.flatMap(
  (option) => [...option.shape.kind._zod.values] as ColumnKind[],
);

/** The schema of each kind alone: its messages do not have to speak of all the others. */
export const SCHEMA_OF_KIND = new Map(
  ColumnSpec.options.flatMap((option) => [...option.shape.kind._zod.values].map((kind) => [kind, option] as const)),
);

/** Other spellings that the language accepts. */
export const KIND_ALIASES: Readonly<Record<string, ColumnKind>> = { timestamp: 'datetime' };

/** What other tools call our kinds: not accepted, only suggested. */
export const KINDS_ELSEWHERE: Readonly<Record<string, ColumnKind>> = {
  int: 'integer',
  int32: 'integer',
  int64: 'long',
  bigint: 'long',
  number: 'double',
  real: 'double',
  float64: 'double',
  numeric: 'decimal',
  money: 'decimal',
  bool: 'boolean',
  enum: 'category',
  categorical: 'category',
  choice: 'category',
  bytes: 'binary',
  bytea: 'binary',
  blob: 'binary',
  text: 'string',
  varchar: 'string',
  name: 'full_name',
  serial: 'sequence',
  autoincrement: 'sequence',
  regex: 'string',
  guid: 'uuid',
};

export const PERSON_KINDS = ['first_name', 'last_name', 'full_name', 'email', 'country', 'city'] as const;
export type PersonKind = (typeof PERSON_KINDS)[number];

export function isPersonKind(kind: unknown): kind is PersonKind {
  return (PERSON_KINDS as readonly unknown[]).includes(kind);
}
