export * from './generation';
export * from './encoding';
export * from './text';

/** First address that no static table of this module uses. */
export function heapBaseAddress(): usize {
  return (__heap_base + 63) & ~63;
}
