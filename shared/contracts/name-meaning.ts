import * as z from 'zod';

/** Types of a source's columns, whatever it calls them. */
export const SOURCE_TYPE_NAMES = [
  'integer',
  'decimal',
  'float',
  'double',
  'boolean',
  'date',
  'time',
  'datetime',
  'uuid',
  'text',
  'category',
  'binary',
  'json',
  'other',
] as const;

/** What a column's name tells about its values. The first rule that fits is taken, so a caller's own come first. */
export const NameMeaning = z.strictObject({
  /** Regular expression over the whole name in snake_case: `firstName` is read as `first_name`. */
  names: z.string().min(1),
  /** Regular expression over the table's name, where the column's alone says too little. */
  tables: z.string().min(1).optional(),
  /** Regular expression over another column's name that must be in the table too. */
  beside: z.string().min(1).optional(),
  /** The types it is believed of. */
  types: z.array(z.enum(SOURCE_TYPE_NAMES)).min(1).readonly(),
  /** For the reason in the specification: "the name means …". */
  means: z.string().min(1),
  /** Members of the column, without its name. `%table%` in a template stands for the table's name. */
  column: z.record(z.string(), z.unknown()),
  /** Characters of the longest value of a pattern; those of other kinds are known. */
  longest: z.int().min(1).optional(),
});
export type NameMeaning = Readonly<z.infer<typeof NameMeaning>>;
