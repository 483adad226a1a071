import { describe, expect, it } from 'vitest';
import { parseSchemaReference } from '../../../shared/schemas/schema-reference.ts';

describe('a reference to a stored schema', () => {
  it('names the latest version or one of them', () => {
    expect(parseSchemaReference('shop')).toEqual({ name: 'shop' });
    expect(parseSchemaReference('Shop-v2.eu@31')).toEqual({ name: 'Shop-v2.eu', version: 31 });
  });

  it.each([
    '',
    'shop@',
    'shop@0',
    'shop@01',
    'shop@-1',
    'shop@1.5',
    'shop@1@2',
    'shop@99999999999',
    '@1',
    '9shop',
    'a/b',
    7,
    null,
  ])('is not %j', (text) => {
    expect(() => parseSchemaReference(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
