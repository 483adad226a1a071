import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAmbiguity } from '../../shared/patterns/pattern-ambiguity.ts';
import { parsePattern } from '../../shared/patterns/pattern-text.ts';
import { rankedWays, type TextNode } from '../../shared/patterns/text-node.ts';
import { bindSpec, generatedValues, KERNELS } from '../support/generated-values.ts';

const TEXTS_MAX = 3_000;

const atom = fc.constantFrom('a', 'b', 'é', '[ab]', '[a-c]', '[^ -`d-~]', '\\d', '\\.', '😀');
const quantifier = fc.constantFrom('', '', '?', '{2}', '{0,2}', '{1,3}');
const pattern = fc
  .letrec<{ whole: string; part: string }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 1 },
      fc.tuple(atom, quantifier).map((pieces) => pieces.join('')),
      fc.tuple(tie('whole'), quantifier).map(([inner, times]) => `(${inner})${times}`),
    ),
    whole: fc
      .array(fc.array(tie('part'), { minLength: 0, maxLength: 3 }), { minLength: 1, maxLength: 2 })
      .map((alternatives) => alternatives.map((parts) => parts.join('')).join('|')),
  }))
  .whole.filter((text) => text !== '');

/** Every way to make a text, in plain words; undefined once there are more than TEXTS_MAX. */
function everyWay(node: TextNode): string[] | undefined {
  switch (node.kind) {
    case 'characters':
      return [...node.characters];
    case 'sequence':
      return node.nodes.reduce<string[] | undefined>((heads, part) => append(heads, everyWay(part)), ['']);
    case 'choice':
      return node.alternatives.reduce<string[] | undefined>((texts, part) => join(texts, everyWay(part)), []);
    case 'repeat': {
      const once = everyWay(node.node);
      let all: string[] | undefined = [];
      let ways: string[] | undefined = [''];
      for (let count = 0; count <= node.max; count++, ways = append(ways, once))
        if (count >= node.min) all = join(all, ways);
      return all;
    }
  }
}

function append(heads: string[] | undefined, tails: string[] | undefined): string[] | undefined {
  if (heads === undefined || tails === undefined || heads.length * tails.length > TEXTS_MAX) return undefined;
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

function join(some: string[] | undefined, more: string[] | undefined): string[] | undefined {
  if (some === undefined || more === undefined || some.length + more.length > TEXTS_MAX) return undefined;
  return [...some, ...more];
}

function texts(column: Record<string, unknown>, rows: number, kernels = KERNELS.wasm()): string[] {
  const document = { schema: [{ name: 'column', kind: 'string', ...column }], num_records: rows };
  return generatedValues(bindSpec(document, kernels), 0, rows)[0] as string[];
}

describe('any pattern', () => {
  it('gives only texts that the regular expression of the language matches', () => {
    fc.assert(
      fc.property(pattern, (text) => {
        const expression = new RegExp(`^(?:${text})$`, 'u');
        for (const value of texts({ pattern: text }, 30)) expect(value).toMatch(expression);
      }),
      { numRuns: 300, seed: 20_251_121 },
    );
  });

  it('is ambiguous exactly where two ways give one text, and else has every text once', () => {
    const seen = { none: 0, some: 0 };
    fc.assert(
      fc.property(pattern, (text) => {
        const node = parsePattern(text) as TextNode;
        const ways = everyWay(node);
        fc.pre(ways !== undefined);
        const distinct = new Set(ways);
        const ambiguity = findAmbiguity(node);
        expect(ambiguity).toBe(distinct.size === ways!.length ? 'none' : 'some');
        seen[ambiguity as 'none' | 'some']++;
        if (ambiguity === 'some') return;
        expect(rankedWays(node)).toBe(distinct.size);
        expect(new Set(texts({ pattern: text, unique: true }, distinct.size))).toEqual(distinct);
      }),
      { numRuns: 600, seed: 20_251_122 },
    );
    expect(Math.min(seen.none, seen.some)).toBeGreaterThan(50);
  });

  it('gives the same texts from both kernels, drawn and unique', () => {
    for (const unique of [{}, { unique: true }])
      for (const text of ['([a-z]{2,9}|\\d{3})-x?é{1,4}', '[01]{70}(a|b)', '.{200}', '(\\w{1,9}\\.){1,3}'])
        expect(texts({ pattern: text, ...unique }, 700, KERNELS.twin())).toEqual(
          texts({ pattern: text, ...unique }, 700),
        );
  });

  it('repeats no text where it has more than can be numbered', () => {
    for (const text of [
      '[a-z]{1,40}-\\d{10}',
      '[01]{100}',
      '([01]{40}|x){1,3}[a-f]{40}',
      '\\w{60,80}',
      '(a|b){9}[xy]{0,99}',
    ])
      expect(new Set(texts({ pattern: text, unique: true }, 20_000)).size).toBe(20_000);
  });
});
