import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangeUpload } from '../../../shared/tasks/arrange-upload.ts';
import type { ObjectRange, Segment } from '../../../shared/tasks/collect-segments.ts';

const MIN = 10;

function object(chunkIndex: number, bytes: number): Segment {
  return { kind: 'object', chunkIndex, bytes, key: `part-${chunkIndex}`, start: 0, end: bytes, etag: `e${chunkIndex}` };
}

function uploaded(chunkIndex: number, bytes: number): Segment {
  return { kind: 'uploaded', chunkIndex, bytes, uploadId: 'u', partNumber: chunkIndex + 1, etag: `e${chunkIndex}` };
}

/** `number: kind of parts`, with the ranges that they are made of. */
function describeParts(segments: Segment[]) {
  const arranged = arrangeUpload(segments, MIN);
  return {
    parts: arranged?.parts.map((part) => {
      if (part.kind === 'uploaded') return `${part.partNumber}: uploaded`;
      const ranges = part.kind === 'copied' ? [part.source] : part.sources;
      return `${part.partNumber}: ${part.kind} ${ranges.map(describeRange).join(' ')}`;
    }),
    rest: arranged?.rest.map(describeRange),
  };
}

const describeRange = ({ chunkIndex, start, end }: ObjectRange) => `${chunkIndex}[${start},${end})`;

describe('the parts of an upload', () => {
  it('are copies of large segments', () => {
    expect(describeParts([object(0, 10), object(1, 25)])).toEqual({
      parts: ['1: copied 0[0,10)', '2: copied 1[0,25)'],
      rest: [],
    });
  });

  it('join small neighbours, which take what they lack from the next segment', () => {
    expect(describeParts([object(0, 3), object(1, 4), object(2, 20), object(3, 12)]).parts).toEqual([
      '2: joined 0[0,3) 1[0,4) 2[0,3)',
      '3: copied 2[3,20)',
      '4: copied 3[0,12)',
    ]);
  });

  it('take in the whole next segment where what is left of it would be too small', () => {
    expect(describeParts([object(0, 3), object(1, 16)]).parts).toEqual(['2: joined 0[0,3) 1[0,16)']);
  });

  it('leave what is too small at the end to the ending', () => {
    expect(describeParts([object(0, 12), object(1, 4), object(2, 5)])).toEqual({
      parts: ['1: copied 0[0,12)'],
      rest: ['1[0,4)', '2[0,5)'],
    });
  });

  it('are the uploaded ones, in which a large object takes its place and a small one only the end', () => {
    expect(describeParts([uploaded(0, 10), object(1, 10), uploaded(2, 10), object(3, 2)])).toEqual({
      parts: ['1: uploaded', '2: copied 1[0,10)', '3: uploaded'],
      rest: ['3[0,2)'],
    });
    expect(arrangeUpload([uploaded(0, 10), object(1, 9), uploaded(2, 10)], MIN)).toBeUndefined();
  });

  it('hold every byte once and in order, are large enough, and have ascending numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 35 }), { maxLength: 30 }), (sizes) => {
        const { parts, rest } = arrangeUpload(
          sizes.map((bytes, index) => object(index, bytes)),
          MIN,
        )!;
        const ranges = parts.flatMap((part) => {
          if (part.kind === 'uploaded') return [];
          return part.kind === 'copied' ? [part.source] : part.sources;
        });
        const bytes = [...ranges, ...rest].flatMap(({ chunkIndex, start, end }) =>
          Array.from({ length: end - start }, (_, i) => `${chunkIndex} ${start + i}`),
        );
        const all = sizes.flatMap((size, index) => Array.from({ length: size }, (_, i) => `${index} ${i}`));
        expect(bytes).toEqual(all);
        expect(parts.every((part) => part.bytes >= MIN)).toBe(true);
        expect(rest.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(MIN);
        const numbers = parts.map(({ partNumber }) => partNumber);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(sizes.length);
      }),
    );
  });

  it('read no more here than a part for each run of small segments', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 }), (sizes) => {
        const { parts } = arrangeUpload(
          sizes.map((bytes, index) => object(index, bytes)),
          MIN,
        )!;
        const joined = parts.filter(({ kind }) => kind === 'joined').reduce((sum, { bytes }) => sum + bytes, 0);
        const small = sizes.filter((bytes) => bytes < MIN);
        expect(joined).toBeLessThanOrEqual(small.length * 2 * MIN);
      }),
    );
  });
});
