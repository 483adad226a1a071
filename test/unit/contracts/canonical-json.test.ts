import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/contracts/canonical-json.ts';

describe('canonicalJson', () => {
  it('does not depend on the order of keys, and leaves undefined members out', () => {
    expect(canonicalJson({ b: [1, { d: 2, c: 'é"' }], a: null, x: undefined })).toBe(
      '{"a":null,"b":[1,{"c":"é\\"","d":2}]}',
    );
  });

  it('carries names that JavaScript knows', () => {
    expect(canonicalJson(JSON.parse('{"constructor":1,"__proto__":{"b":1,"a":2}}'))).toBe(
      '{"__proto__":{"a":2,"b":1},"constructor":1}',
    );
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson([undefined])).toThrow(/invariant/);
  });
});
