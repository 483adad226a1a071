import type { ColumnKind, ColumnSpec, SpecOf } from '../contracts/column-spec.ts';
import { checkDecimal, checkInteger, checkLong, checkReal, checkSequence } from './check-numbers.ts';
import { checkBinary, checkCategory, checkConstant, checkString, checkTemplate } from './check-text.ts';
import { checkDate, checkDatetime, checkTime } from './check-times.ts';
import { checkUnique } from './check-unique.ts';
import { checkUuid } from './check-uuid.ts';
import type { Fault } from './issue-list.ts';

/** A fault in the meaning of a column; `member` is where, `''` for the column as a whole. */
export interface ColumnFault extends Fault {
  readonly member: string;
}

type Check<Kind extends ColumnKind> = (column: SpecOf<Kind>, numRecords: number) => ColumnFault[];

const nothing = (): ColumnFault[] => [];

const CHECKS: { readonly [Kind in ColumnKind]: Check<Kind> } = {
  integer: checkInteger,
  long: checkLong,
  float: checkReal,
  double: checkReal,
  decimal: checkDecimal,
  boolean: nothing,
  category: checkCategory,
  date: checkDate,
  time: checkTime,
  datetime: checkDatetime,
  string: checkString,
  binary: checkBinary,
  template: checkTemplate,
  uuid: checkUuid,
  hash: nothing,
  sequence: checkSequence,
  constant: checkConstant,
  foreign_key: nothing,
  derived: nothing,
  ordinal: nothing,
  group: nothing,
  running: nothing,
  lag: nothing,
  sorted: nothing,
  markov: nothing,
  event_time: nothing,
  share_of: nothing,
  first_name: nothing,
  last_name: nothing,
  full_name: nothing,
  email: nothing,
  country: nothing,
  city: nothing,
  json: nothing,
};

/** What is wrong with a column of the right shape: ranges that hold nothing, weights that fit no values, and so on. */
export function checkColumn(column: ColumnSpec, numRecords: number): ColumnFault[] {
  const faults = (CHECKS[column.kind] as Check<ColumnKind>)(column, numRecords);
  return faults.length > 0 ? faults : checkUnique(column, numRecords);
}
