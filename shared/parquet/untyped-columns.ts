import { FileMetaData, FOOTER_TAIL_BYTES } from './footer.ts';
import { Element, PhysicalType } from './schema.ts';
import { ThriftReader } from './thrift-reader.ts';
import { findField, numberAt, structsAt, type ThriftStruct } from './thrift-tree.ts';

/** Bytes of the metadata in front of a file's last FOOTER_TAIL_BYTES, as these say. */
export function metaDataBytes(tail: Uint8Array): number {
  return new DataView(tail.buffer, tail.byteOffset).getUint32(tail.length - FOOTER_TAIL_BYTES, true);
}

/**
 * Names of the columns that a footer calls byte arrays and nothing else: no text, no enumeration. Readers by way of Arrow
 * do not tell them apart from enumerations. Throws RangeError on metadata that cannot be read.
 */
export function untypedByteColumns(metaData: Uint8Array): ReadonlySet<string> {
  const [, ...elements] = structsAt(new ThriftReader(metaData).struct(), FileMetaData.schema);
  const names = new Set<string>();
  for (let at = 0; at < elements.length; at += subtreeSize(elements, at)) {
    const element = elements[at]!;
    const name = findField(element, Element.name)?.value;
    if (isUntyped(element) && name instanceof Uint8Array) names.add(new TextDecoder().decode(name));
  }
  return names;
}

function isUntyped(element: ThriftStruct): boolean {
  if (numberAt(element, Element.type) !== PhysicalType.byteArray) return false;
  return findField(element, Element.converted) === undefined && findField(element, Element.logical) === undefined;
}

/** An element and everything below it. */
function subtreeSize(elements: readonly ThriftStruct[], at: number): number {
  let size = 1;
  for (let left = childrenOf(elements[at]); left > 0; left--, size++) left += childrenOf(elements[at + size]);
  return size;
}

function childrenOf(element: ThriftStruct | undefined): number {
  return (element && numberAt(element, Element.numChildren)) ?? 0;
}
