import type { ValueProgram } from '../columns/value-program.ts';
import type { ColumnKind, SpecOf } from '../contracts/column-spec.ts';
import type { PerKeyKind } from '../contracts/per-key.ts';
import { compileBinary } from './compile-binary.ts';
import { compileBoolean } from './compile-boolean.ts';
import { compileCategory } from './compile-category.ts';
import { compileConstant } from './compile-constant.ts';
import { compileDate } from './compile-date.ts';
import { compileDatetime } from './compile-datetime.ts';
import { compileDecimal } from './compile-decimal.ts';
import { compileDouble } from './compile-double.ts';
import { compileFloat } from './compile-float.ts';
import { compileHash } from './compile-hash.ts';
import { compileInteger } from './compile-integer.ts';
import { compileLong } from './compile-long.ts';
import { compileSequence } from './compile-sequence.ts';
import { compileString } from './compile-string.ts';
import { compileTemplate } from './compile-template.ts';
import { compileTime } from './compile-time.ts';
import { compileUuid } from './compile-uuid.ts';
import type { PersonKind } from './person-columns.ts';

type SingleKind = Exclude<ColumnKind, PersonKind | RelatedKind>;

/** Kinds whose values come from other columns, which have groups of their own, and kind `json`, whose leaves are compiled here. */
type RelatedKind = 'foreign_key' | 'derived' | 'json' | PerKeyKind;

/** One compiler per kind of column that stands alone: a kind without one does not compile. */
const VALUE_COMPILERS: { readonly [Kind in SingleKind]: (spec: SpecOf<Kind>) => ValueProgram } = {
  integer: compileInteger,
  long: compileLong,
  float: compileFloat,
  double: compileDouble,
  decimal: compileDecimal,
  binary: compileBinary,
  boolean: compileBoolean,
  category: compileCategory,
  date: compileDate,
  time: compileTime,
  datetime: compileDatetime,
  string: compileString,
  template: compileTemplate,
  uuid: compileUuid,
  hash: compileHash,
  sequence: compileSequence,
  constant: compileConstant,
};

/** The values of one column that stands alone. */
export function compileValues(spec: SpecOf<SingleKind>): ValueProgram {
  return (VALUE_COMPILERS[spec.kind] as (spec: SpecOf<SingleKind>) => ValueProgram)(spec);
}
