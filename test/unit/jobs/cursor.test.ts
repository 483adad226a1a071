import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../shared/jobs/cursor.ts';

describe('cursor', () => {
  it('comes back as it was, from text that is safe in an address', () => {
    const cursor = { createdAt: new Date('2025-01-01T00:00:00.123Z'), id: 'job_ü' };
    expect(encodeCursor(cursor)).toMatch(/^[\w-]+$/);
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  });

  it.each(['', 'x', '????', '[]', '[1]', '["a","b"]', '[1,2]', '[9e99,"a"]', '{"0":1}'])('refuses %j', (text) => {
    const encoded = text.startsWith('[') || text.startsWith('{') ? Buffer.from(text).toString('base64url') : text;
    expect(() => decodeCursor(encoded)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
