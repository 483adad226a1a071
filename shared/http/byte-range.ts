/** What a `Range` header asks of a file: all of it, some bytes [start, end), or bytes that are not there. */
export type RequestedRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'range'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * RFC 9110 section 14: one range of bytes. A header that is malformed, of another unit or lists several ranges is
 * passed over, as the RFC allows: the whole file is a right answer to it.
 */
export function parseByteRange(header: string | null, size: number): RequestedRange {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '');
  if (match === null) return { kind: 'whole' };
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') return suffix(Number(last), size);
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return { kind: 'whole' };
  return start >= size ? { kind: 'unsatisfiable' } : { kind: 'range', start, end };
}

/** `bytes=-n`: the last n bytes. */
function suffix(length: number, size: number): RequestedRange {
  if (length === 0 || size === 0) return { kind: 'unsatisfiable' };
  return { kind: 'range', start: Math.max(0, size - length), end: size };
}
