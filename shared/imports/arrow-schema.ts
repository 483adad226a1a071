import { DataType, type Field, type Schema } from 'apache-arrow';
import { NO_LIMITS } from '../proposals/check-limits.ts';
import { type ImportNote, integerType, type SourceSchema, type SourceType } from '../proposals/source-schema.ts';
import { columnOfType, type Members } from '../proposals/type-columns.ts';

/** Precision of Arrow's 64-bit floats. */
const DOUBLE = 2;
const LIST_LENGTH = 3;
const NULL_RATE = 0.1;

/** One table with the columns of an Arrow schema, which Parquet files have too. */
export function readArrowSchema(schema: Schema, name: string, rowCount?: number): SourceSchema {
  const notes: ImportNote[] = [];
  const columns = schema.fields.map((field) => ({
    name: field.name,
    type: fieldType(field.type, (message) => notes.push({ table: name, column: field.name, message })),
    typeText: String(field.type),
    isNullable: field.nullable,
  }));
  const table = {
    name,
    columns,
    uniques: [],
    foreignKeys: [],
    checks: [],
    ...(rowCount !== undefined && { rowCount }),
  };
  return { tables: [table], notes };
}

type Note = (message: string) => void;

function fieldType(type: DataType, note: Note): SourceType {
  if (DataType.isDictionary(type)) return fieldType(type.dictionary, note);
  if (DataType.isInt(type)) return integerType(type.bitWidth, !type.isSigned);
  if (DataType.isFloat(type)) return { name: type.precision === DOUBLE ? 'double' : 'float' };
  if (DataType.isDecimal(type)) return { name: 'decimal', precision: type.precision, scale: type.scale };
  if (DataType.isBool(type)) return { name: 'boolean' };
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return { name: 'text' };
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return { name: 'binary' };
  if (DataType.isFixedSizeBinary(type)) return { name: 'binary', maxLength: type.byteWidth };
  if (DataType.isDate(type)) return { name: 'date' };
  if (DataType.isTime(type)) return { name: 'time' };
  if (DataType.isTimestamp(type)) {
    const unit = type.unit <= 1 ? { unit: 'ms' as const } : {};
    return { name: 'datetime', zone: type.timezone ? 'UTC' : 'none', ...unit };
  }
  const value = nodeOf(type, note);
  return value === undefined ? { name: 'other' } : { name: 'json', value };
}

/** A struct or list as the value of a `json` column. */
function nodeOf(type: DataType, note: Note): Members | undefined {
  if (DataType.isStruct(type)) {
    const members = type.children.flatMap((field) => {
      const node = memberOf(field, note);
      return node === undefined ? [] : [[field.name, node] as const];
    });
    return members.length === 0 ? undefined : { object: Object.fromEntries(members) };
  }
  if (!DataType.isList(type) && !DataType.isFixedSizeList(type)) return undefined;
  const element = memberOf(type.children[0]!, note);
  return element && { list: element, length: { min: 0, max: LIST_LENGTH } };
}

function memberOf(field: Field, note: Note): Members | undefined {
  const type = fieldType(field.type, note);
  const nulls = field.nullable ? { null_rate: NULL_RATE } : {};
  if (type.name === 'json') return { ...(type.value as Members), ...nulls };
  if (type.name === 'other') note(`the part ${field.name} is of the type ${field.type}, and random text stands for it`);
  return { ...columnOfType(type, NO_LIMITS).members, ...nulls };
}
