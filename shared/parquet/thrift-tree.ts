/**
 * Thrift structures as plain trees: what the footer, the page indexes and the schema are made of. A struct is its
 * fields in the order of the file, unknown ones included, so that writing a tree gives back the bytes it was read from.
 */
export const ThriftType = {
  true: 1,
  false: 2,
  i8: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
  uuid: 13,
} as const;

export interface ThriftField {
  readonly id: number;
  /** Of a boolean either `true` or `false`: the writer goes by the value. */
  readonly type: number;
  value: ThriftValue;
}

export type ThriftStruct = ThriftField[];

export interface ThriftList {
  readonly elementType: number;
  readonly elements: readonly ThriftValue[];
}

export interface ThriftMap {
  readonly keyType: number;
  readonly valueType: number;
  readonly entries: readonly (readonly [ThriftValue, ThriftValue])[];
}

/** Integers are numbers where exact, bigints beyond; doubles and uuids are their bytes; text is its UTF-8 bytes. */
export type ThriftValue = boolean | number | bigint | Uint8Array | ThriftList | ThriftMap | ThriftStruct;

const utf8 = new TextEncoder();

export function boolField(id: number, value: boolean): ThriftField {
  return { id, type: value ? ThriftType.true : ThriftType.false, value };
}

export function i16Field(id: number, value: number): ThriftField {
  return { id, type: ThriftType.i16, value };
}

export function i32Field(id: number, value: number): ThriftField {
  return { id, type: ThriftType.i32, value };
}

export function i64Field(id: number, value: number): ThriftField {
  return { id, type: ThriftType.i64, value };
}

export function binaryField(id: number, value: Uint8Array | string): ThriftField {
  return { id, type: ThriftType.binary, value: typeof value === 'string' ? utf8.encode(value) : value };
}

export function structField(id: number, value: ThriftStruct): ThriftField {
  return { id, type: ThriftType.struct, value };
}

export function listField(id: number, elementType: number, elements: readonly ThriftValue[]): ThriftField {
  return { id, type: ThriftType.list, value: { elementType, elements } };
}

export function findField(struct: ThriftStruct, id: number): ThriftField | undefined {
  return struct.find((field) => field.id === id);
}

/** The integer of field `id`, or undefined where the field is absent. Throws RangeError on another type. */
export function numberAt(struct: ThriftStruct, id: number): number | undefined {
  const value = findField(struct, id)?.value;
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new RangeError(`thrift field ${id} is no integer`);
}

/** The struct of field `id`, or undefined where the field is absent. Throws RangeError on another type. */
export function structAt(struct: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = findField(struct, id)?.value;
  if (value === undefined || Array.isArray(value)) return value;
  throw new RangeError(`thrift field ${id} is no struct`);
}

/** The structs of the list in field `id`; none where the field is absent. Throws RangeError on another type. */
export function structsAt(struct: ThriftStruct, id: number): readonly ThriftStruct[] {
  const value = findField(struct, id)?.value;
  if (value === undefined) return [];
  if (typeof value === 'object' && 'elements' in value && value.elementType === ThriftType.struct) {
    return value.elements as readonly ThriftStruct[];
  }
  throw new RangeError(`thrift field ${id} is no list of structs`);
}
