import * as z from 'zod';
import { DATE_INTENSITY, DATETIME_INTENSITY } from './calendar-intensity.ts';
import { Distribution } from './distribution.ts';
import { type JsonNode, jsonNodeSchema } from './json-node.ts';
import { LIMITS } from './limits.ts';
import { ColumnReference, PER_KEY_KINDS } from './per-key.ts';

/** A name of a table, column or entity: any text but control characters; never a path, never an object key. */
export const Name = z
  .string()
  .min(1)
  .max(LIMITS.nameLength)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'must not hold control characters');

/** A signed 64-bit integer: a safe JSON number, or decimal digits in a string. */
export const Int64 = z.union([
  z.int(),
  z.string().regex(/^-?\d{1,19}$/, 'must be a whole number of at most 19 digits'),
]);

/** Text of the expression language (`shared/expressions`); its meaning is checked in `shared/spec`. */
export const ExpressionText = z.string().min(1).max(LIMITS.expressionLength);

/** For people: why a column is as it is. Decides no value, and no hash or plan holds it. */
export const Description = z.string().max(LIMITS.descriptionLength);

const common = {
  name: Name,
  description: Description.optional(),
  null_rate: z.number().min(0).max(1).default(0),
  /** Rows for which it holds are null, beside those of `null_rate`. */
  null_when: ExpressionText.optional(),
  /** Made for the sake of other columns; no output has it. */
  hidden: z.literal(true).optional(),
};
/** No value comes twice: values are a keyed bijection of the column's domain (`domain-size.ts`). */
const unique = { unique: z.literal(true).optional() };
const person = { ...common, entity: Name };

/** `YYYY-MM-DD`. */
const IsoDate = z.iso.date();
/** `HH:MM[:SS[.ffffff]]`. */
const IsoTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/, 'must look like 13:45:00');
/** RFC 3339 with an offset, or without one where the column's zone is `none`. */
const IsoDatetime = z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]);

/** What the values of an expression are stored as. */
export const DerivedType = z.union([
  z.enum(['integer', 'long', 'float', 'double', 'boolean', 'string', 'date', 'time', 'datetime']),
  z.string().regex(/^decimal\((1[0-8]|[1-9]),(1[0-8]|\d)\)$/, 'must look like decimal(12,2)'),
]);

/** What a string column without a pattern is made of. */
export const STRING_DEFAULTS = { min_length: 8, max_length: 16, alphabet: 'abcdefghijklmnopqrstuvwxyz0123456789' };

/** Columns of one value a row. Those that stand alone can be leaves of a nested value. */
const FlatColumnSpec = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('integer'),
    min: z
      .int()
      .min(-(2 ** 31))
      .max(2 ** 31 - 1)
      .default(0),
    max: z
      .int()
      .min(-(2 ** 31))
      .max(2 ** 31 - 1)
      .default(2 ** 31 - 1),
    distribution: Distribution.default({ name: 'uniform' }),
  }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('long'),
    min: Int64.default(0),
    max: Int64.default(2 ** 53 - 1),
    distribution: Distribution.default({ name: 'uniform' }),
  }),
  z.strictObject({
    ...common,
    kind: z.enum(['float', 'double']),
    min: z.number().optional(),
    max: z.number().optional(),
    decimals: z.int().min(0).max(15).optional(),
    distribution: Distribution.default({ name: 'uniform' }),
  }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('decimal'),
    precision: z.int().min(1).max(18).default(18),
    scale: z.int().min(0).max(18).default(2),
    min: z.union([z.number(), z.string().regex(/^-?\d{1,18}(\.\d{1,18})?$/)]).default(0),
    max: z.union([z.number(), z.string().regex(/^-?\d{1,18}(\.\d{1,18})?$/)]).default(1000),
    distribution: Distribution.default({ name: 'uniform' }),
  }),
  z.strictObject({ ...common, kind: z.literal('boolean'), p: z.number().min(0).max(1).default(0.5) }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('category'),
    values: z.array(z.string().max(LIMITS.templateBytes)).min(1).max(LIMITS.categoryValues),
    weights: z.array(z.number().min(0)).max(LIMITS.categoryValues).optional(),
  }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('date'),
    min: IsoDate.default('2020-01-01'),
    max: IsoDate.default('2024-12-31'),
    ...DATE_INTENSITY,
  }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('time'),
    min: IsoTime.default('00:00:00'),
    /** Exclusive; `24:00:00` is the end of the day. */
    max: z.union([IsoTime, z.literal('24:00:00')]).default('24:00:00'),
  }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('datetime'),
    min: IsoDatetime.default('2020-01-01T00:00:00Z'),
    /** Exclusive. */
    max: IsoDatetime.default('2025-01-01T00:00:00Z'),
    /** `UTC`: an instant. `none`: a wall-clock time without a zone. */
    zone: z.enum(['UTC', 'none']).default('UTC'),
    unit: z.enum(['ms', 'us']).default('us'),
    /** Of UTC, or of the wall clock where the zone is `none`. */
    ...DATETIME_INTENSITY,
  }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('string'),
    /** These three by default as `STRING_DEFAULTS` says, or else `pattern`. */
    min_length: z.int().min(0).max(LIMITS.stringLength).optional(),
    max_length: z.int().min(0).max(LIMITS.stringLength).optional(),
    alphabet: z.string().min(1).max(1_024).optional(),
    /** A subset of regular expressions (`pattern-text.ts`). */
    pattern: z.string().min(1).max(LIMITS.patternLength).optional(),
  }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('binary'),
    min_length: z.int().min(0).max(LIMITS.stringLength).default(16),
    max_length: z.int().min(0).max(LIMITS.stringLength).default(16),
  }),
  z.strictObject({ ...common, kind: z.literal('template'), template: z.string().min(1).max(LIMITS.templateBytes) }),
  z.strictObject({
    ...common,
    ...unique,
    kind: z.literal('uuid'),
    /** Random (4, when absent) or ordered by time (7). */
    version: z.union([z.literal(4), z.literal(7)]).optional(),
    /** Version 7: the column that the instant comes from, in place of start and step_ms. */
    time_from: ColumnReference.optional(),
    /** Version 7: the instant of row 0, and milliseconds from each row to the next. */
    start: IsoDatetime.optional(),
    step_ms: z
      .int()
      .min(1)
      .max(2 ** 48 - 1)
      .optional(),
  }),
  /** What a digest of something looks like: hexadecimal digits, as many as the algorithm gives. */
  z.strictObject({
    ...common,
    kind: z.literal('hash'),
    algorithm: z.enum(['md5', 'sha1', 'sha256']).default('sha256'),
    /** The column whose text is digested; absent: digits that look like a digest. */
    of: ColumnReference.optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('sequence'), start: Int64.default(0), step: Int64.default(1) }),
  z.strictObject({
    ...common,
    kind: z.literal('constant'),
    value: z.union([z.string().max(LIMITS.templateBytes), z.number(), z.boolean()]),
  }),
  /** Its values come from the parent's columns by one of the table's `foreign_keys`. */
  z.strictObject({ ...common, kind: z.literal('foreign_key') }),
  z.strictObject({
    ...common,
    kind: z.literal('derived'),
    expression: ExpressionText,
    /** The expression's own type when absent. */
    type: DerivedType.optional(),
  }),
  z.strictObject({ ...person, kind: z.enum(['first_name', 'last_name', 'full_name', 'email', 'country', 'city']) }),
]);
type FlatColumnSpec = z.infer<typeof FlatColumnSpec>;

/**
 * One column after normalisation: everything written out, nothing left to guess. Shape only: what the parts mean
 * together (min below max, weights that fit the values, …) is checked in `shared/spec`, per column.
 */
export const ColumnSpec = z.discriminatedUnion('kind', [
  ...FlatColumnSpec.options,
  z.strictObject({ ...common, kind: z.literal('ordinal'), ...PER_KEY_KINDS.ordinal }),
  z.strictObject({ ...common, kind: z.literal('group'), ...PER_KEY_KINDS.group }),
  z.strictObject({ ...common, kind: z.literal('running'), ...PER_KEY_KINDS.running }),
  z.strictObject({ ...common, kind: z.literal('lag'), ...PER_KEY_KINDS.lag }),
  z.strictObject({ ...common, kind: z.literal('sorted'), ...PER_KEY_KINDS.sorted }),
  z.strictObject({ ...common, kind: z.literal('markov'), ...PER_KEY_KINDS.markov }),
  z.strictObject({ ...common, kind: z.literal('event_time'), ...PER_KEY_KINDS.event_time }),
  z.strictObject({ ...common, kind: z.literal('share_of'), ...PER_KEY_KINDS.share_of }),
  z.strictObject({
    ...common,
    kind: z.literal('json'),
    /** `nested`: structs and lists where the format has them. `text`: JSON text everywhere. */
    as: z.enum(['nested', 'text']).default('nested'),
    /** An object or a list; how often it is null says the column. */
    value: jsonNodeSchema<FlatColumnSpec>(FlatColumnSpec, { name: Name, null_rate: common.null_rate }),
  }),
]);
export type ColumnSpec = z.infer<typeof ColumnSpec>;
/** A node of the value of a `json` column. */
export type JsonValueNode = JsonNode<FlatColumnSpec>;
export type ColumnKind = ColumnSpec['kind'];
/** The specification of one kind. */
export type SpecOf<Kind extends ColumnKind> = Kind extends ColumnKind ? Member<ColumnSpec, Kind> : never;
/** Kinds that share a shape share a member of the union: it is narrowed to the one asked for. */
type Member<Spec, Kind> = Spec extends { kind: infer Kinds }
  ? Kind extends Kinds
    ? Spec & { kind: Kind }
    : never
  : never;

/** A thing that several columns describe together: their values agree within a row. */
export const EntitySpec = z.strictObject({
  name: Name,
  kind: z.literal('person'),
  /** Locales of the word lists, drawn evenly per row; `country` and `city` agree with the drawn one. */
  locales: z.array(z.string()).min(1).default(['en_US']),
});
export type EntitySpec = z.infer<typeof EntitySpec>;
