import type { ColumnKind, SpecOf } from '../contracts/column-spec.ts';
import { compileBinary } from './kinds/compile-binary.ts';
import type { PerKeyKind } from '../contracts/per-key.ts';
import { compileBoolean } from './kinds/compile-boolean.ts';
import { compileCategory } from './kinds/compile-category.ts';
import { compileConstant } from './kinds/compile-constant.ts';
import { compileDate } from './kinds/compile-date.ts';
import { compileDatetime } from './kinds/compile-datetime.ts';
import { compileDecimal } from './kinds/compile-decimal.ts';
import { compileDouble } from './kinds/compile-double.ts';
import { compileFloat } from './kinds/compile-float.ts';
import { compileHash } from './kinds/compile-hash.ts';
import { compileInteger } from './kinds/compile-integer.ts';
import { compileLong } from './kinds/compile-long.ts';
import { compileSequence } from './kinds/compile-sequence.ts';
import { compileString } from './kinds/compile-string.ts';
import { compileTemplate } from './kinds/compile-template.ts';
import { compileTime } from './kinds/compile-time.ts';
import { compileUuid } from './kinds/compile-uuid.ts';
import type { PersonKind } from './person-columns.ts';
import type { ValueProgram } from './value-program.ts';

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
