import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../../shared/patterns/pattern-text.ts';
import { countWays, type TextNode } from '../../../shared/patterns/text-node.ts';

function parsed(pattern: string): TextNode {
  const node = parsePattern(pattern);
  if ('message' in node) throw new Error(`${pattern}: ${node.message}`);
  return node;
}

function faultOf(pattern: string): string {
  const node = parsePattern(pattern);
  return 'message' in node ? `${node.position}: ${node.message}` : 'accepted';
}

describe('parsePattern', () => {
  it.each([
    ['[A-Z]{3}-\\d{4}', 26 ** 3 * 10_000],
    ['.', 95],
    ['\\w\\D\\s\\S\\W', 63 * 85 * 1 * 94 * 32],
    ['[^a-z]', 69],
    ['[-a]', 2],
    ['[a-]', 2],
    ['[\\]\\-^]', 3],
    ['[aab\\d5]', 12],
    ['[α-ω]😀', 25],
    ['a|bc|', 3],
    ['(?:a|b)?', 3],
    ['x*', 9],
    ['x+', 8],
    ['x{3,}', 6],
    ['x{20,}', 1],
    ['^a$|^b$', 2],
    ['(a|b){0,3}', 15],
    ['a{0}', 1],
    ['\\.\\t\\{\\(', 1],
    ['[a-z]{300}', Infinity],
  ])('reads %s as %d texts', (pattern, ways) => {
    expect(countWays(parsed(pattern))).toBe(ways);
  });

  it.each([
    ['(ab', '4: a group is not closed'],
    ['ab)', '3: a parenthesis closes nothing; write \\) for the character'],
    ['[ab', '4: a class is not closed with "]"'],
    ['[a-', '4: a class is not closed with "]"'],
    ['[]', '2: a class holds no character'],
    ['[^ -~]', '6: a class holds no character'],
    ['[z-a]', '4: the range ends before it begins: "a" comes before "z"'],
    ['[\\d-z]', '5: a range needs one character at each end'],
    ['[\u0000-\uffff]', '4: a range holds more than 1024 characters'],
    ['a**', '3: two quantifiers follow each other; put the first one in parentheses'],
    ['a+?', '3: two quantifiers follow each other; put the first one in parentheses'],
    ['é|*', '3: nothing stands before "*" to repeat'],
    ['a{,2}', '2: a brace must hold a count such as {3} or {2,5}'],
    ['a{5,2}', '6: the count 2 is below 5'],
    ['a{70000}', '8: the count 70000 is beyond 65536'],
    ['\\b', '2: the escape \\b is not known; there are \\d \\w \\s \\D \\W \\S \\t \\n \\r'],
    ['(a)\\1', '5: the escape \\1 is not known; there are \\d \\w \\s \\D \\W \\S \\t \\n \\r'],
    ['a\\', '2: a backslash stands at the end'],
    ['(?=a)', '2: of the groups that begin with "(?" only "(?:" is known: nothing looks ahead or behind'],
    ['😀^a', '2: an anchor stands in the middle; write \\^ for the character'],
    ['a$b', '2: an anchor stands in the middle; write \\$ for the character'],
    ['}', '1: write \\} for the character "}"'],
    ['((a{99}){99}){99}', '1: describes texts of up to 970299 characters, the limit is 65536'],
    ['((a|b){99}){99}', '1: has 29503 parts when its counts are written out, the limit is 10000'],
    ['('.repeat(40), '34: groups are nested deeper than 32'],
  ])('refuses %j and says where', (pattern, fault) => {
    expect(faultOf(pattern)).toBe(fault);
  });

  it('reads the longest patterns at once', () => {
    for (const pattern of ['a?'.repeat(512), '(a|'.repeat(300), '[a-z]'.repeat(200), '(((a?)?)?)?'.repeat(90)])
      expect(() => parsePattern(pattern)).not.toThrow();
  });
});
