import { type ThriftList, type ThriftMap, type ThriftStruct, ThriftType, type ThriftValue } from './thrift-tree.ts';

/** Deeper nesting than any Parquet structure has: damaged bytes must not exhaust the stack. */
const DEPTH_MAX = 32;

/**
 * Reads Thrift's compact protocol into trees. Throws RangeError on bytes that cannot be right. Byte values of the tree
 * are copies, so the input may go.
 * Source: apache/thrift doc/specs/thrift-compact-protocol.md.
 */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #depth = 0;

  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = bytes;
    this.#at = start;
  }

  /** Offset behind what was read. */
  get offset(): number {
    return this.#at;
  }

  struct(): ThriftStruct {
    if (++this.#depth > DEPTH_MAX) throw new RangeError('thrift structures are nested too deeply');
    const struct: ThriftStruct = [];
    for (let id = 0, header = this.#byte(); header !== 0; header = this.#byte()) {
      const delta = header >> 4;
      const type = header & 15;
      id = delta === 0 ? Number(this.#zigzag()) : id + delta;
      const isBoolean = type === ThriftType.true || type === ThriftType.false;
      struct.push({ id, type, value: isBoolean ? type === ThriftType.true : this.#value(type) });
    }
    this.#depth--;
    return struct;
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case ThriftType.i8:
        return this.#byte();
      case ThriftType.i16:
      case ThriftType.i32:
      case ThriftType.i64:
        return this.#zigzag();
      case ThriftType.double:
        return this.#take(8);
      case ThriftType.uuid:
        return this.#take(16);
      case ThriftType.binary:
        return this.#take(this.#length());
      case ThriftType.list:
      case ThriftType.set:
        return this.#list();
      case ThriftType.map:
        return this.#map();
      case ThriftType.struct:
        return this.struct();
      default:
        throw new RangeError(`thrift type ${type} does not exist`);
    }
  }

  /** Elements and map entries carry no type of their own: a boolean is a byte, kept as it is. */
  #element(type: number): ThriftValue {
    return type === ThriftType.true || type === ThriftType.false ? this.#byte() : this.#value(type);
  }

  #list(): ThriftList {
    const header = this.#byte();
    const elementType = header & 15;
    const count = header >> 4 === 15 ? this.#length() : header >> 4;
    return { elementType, elements: this.#many(count, () => this.#element(elementType)) };
  }

  #map(): ThriftMap {
    const count = this.#length();
    const types = count === 0 ? 0 : this.#byte();
    const keyType = types >> 4;
    const valueType = types & 15;
    const entries = this.#many(count, () => [this.#element(keyType), this.#element(valueType)] as const);
    return { keyType, valueType, entries };
  }

  #many<T>(count: number, read: () => T): T[] {
    const values: T[] = [];
    for (let i = 0; i < count; i++) values.push(read());
    return values;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('thrift structure goes on beyond its bytes');
    return byte;
  }

  #take(count: number): Uint8Array {
    const start = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) throw new RangeError('thrift structure goes on beyond its bytes');
    return this.#bytes.slice(start, this.#at);
  }

  /** A length or count. Too large a one meets the end of the bytes, since everything takes at least one. */
  #length(): number {
    return Number(this.#varint());
  }

  #zigzag(): number | bigint {
    const value = this.#varint();
    if (typeof value === 'number') return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    const signed = (value >> 1n) ^ -(value & 1n);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  #varint(): number | bigint {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 7; i++) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    let long = BigInt(value);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      long |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, long);
    }
    throw new RangeError('thrift integer has more than 64 bits');
  }
}
