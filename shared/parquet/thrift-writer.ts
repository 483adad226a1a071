import { type ThriftList, type ThriftMap, type ThriftStruct, ThriftType, type ThriftValue } from './thrift-tree.ts';

const INITIAL_BYTES = 1_024;

/**
 * Writes Thrift's compact protocol from trees, each element in its shortest form.
 * Source: apache/thrift doc/specs/thrift-compact-protocol.md.
 */
export class ThriftWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const written = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return written;
  }

  struct(struct: ThriftStruct): void {
    let previousId = 0;
    for (const { id, type, value } of struct) {
      this.fieldHeader(previousId, id, typeof value === 'boolean' ? booleanType(value) : type);
      this.value(type, value);
      previousId = id;
    }
    this.endStruct();
  }

  fieldHeader(previousId: number, id: number, type: number): void {
    const delta = id - previousId;
    if (delta > 0 && delta < 16) {
      this.#byte((delta << 4) | type);
    } else {
      this.#byte(type);
      this.#zigzag(id);
    }
  }

  endStruct(): void {
    this.#byte(0);
  }

  listHeader(elementType: number, count: number): void {
    if (count < 15) {
      this.#byte((count << 4) | elementType);
    } else {
      this.#byte(0xf0 | elementType);
      this.#varint(count);
    }
  }

  value(type: number, value: ThriftValue): void {
    switch (type) {
      case ThriftType.true:
      case ThriftType.false:
        break;
      case ThriftType.i8:
        this.#byte(value as number);
        break;
      case ThriftType.i16:
      case ThriftType.i32:
      case ThriftType.i64:
        this.#zigzag(value as number | bigint);
        break;
      case ThriftType.binary:
        this.#varint((value as Uint8Array).length);
        this.raw(value as Uint8Array);
        break;
      case ThriftType.double:
      case ThriftType.uuid:
        this.raw(value as Uint8Array);
        break;
      case ThriftType.list:
      case ThriftType.set:
        this.#list(value as ThriftList);
        break;
      case ThriftType.map:
        this.#map(value as ThriftMap);
        break;
      case ThriftType.struct:
        this.struct(value as ThriftStruct);
        break;
      default:
        throw new RangeError(`thrift type ${type} does not exist`);
    }
  }

  /** Bytes that are Thrift already, an encoded struct say. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #list({ elementType, elements }: ThriftList): void {
    this.listHeader(elementType, elements.length);
    for (const element of elements) this.#element(elementType, element);
  }

  #map({ keyType, valueType, entries }: ThriftMap): void {
    this.#varint(entries.length);
    if (entries.length > 0) this.#byte((keyType << 4) | valueType);
    for (const [key, value] of entries) {
      this.#element(keyType, key);
      this.#element(valueType, value);
    }
  }

  /** A boolean element is a byte: 1 or 2, or what was read. */
  #element(type: number, value: ThriftValue): void {
    if (typeof value === 'boolean') this.#byte(booleanType(value));
    else if (type === ThriftType.true || type === ThriftType.false) this.#byte(value as number);
    else this.value(type, value);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #zigzag(value: number | bigint): void {
    if (typeof value === 'number' && Math.abs(value) <= 2 ** 51) this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
    else this.#longVarint(BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n)));
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 128;
    this.#bytes[this.#length++] = rest;
  }

  #longVarint(value: bigint): void {
    this.#reserve(10);
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) | 128;
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** The bytes of one struct. */
export function encodeStruct(struct: ThriftStruct): Uint8Array {
  const writer = new ThriftWriter();
  writer.struct(struct);
  return writer.take();
}

function booleanType(value: boolean): number {
  return value ? ThriftType.true : ThriftType.false;
}
