import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../shared/contracts/limits.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { bindSpec, generatedValues } from '../../support/generated-values.ts';

const columnsOf = (schema: unknown, num_records = 10) => bindSpec({ schema, num_records }).program.columns;

describe('compileTable', () => {
  it('lays the reference workload out as it is measured', () => {
    const { program } = bindSpec(readDocument(readFileSync('test/fixtures/w1.yaml', 'utf8'), 'yaml'));
    expect(program.columns.map(({ layout, dictionary }) => [layout, dictionary?.values.length ?? 0])).toEqual([
      ['i64', 0],
      ['codes8', 73],
      ['f64', 0],
      ['codes8', 101],
      ['codes8', 20],
      ['codes8', 4],
      ['bits', 0],
      ['codes16', 1_826],
      ['i64', 0],
      ['text', 0],
    ]);
    expect(program.pageRows).toBe(65_536);
  });

  it('puts columns in output order whatever their groups', () => {
    const schema = { z: 'email', a: 'uuid', y: 'city', b: 'sequence' };
    expect(columnsOf(schema).map(({ name, position }) => [name, position])).toEqual([
      ['z', 0],
      ['a', 1],
      ['y', 2],
      ['b', 3],
    ]);
    const [, , , sequence] = generatedValues(bindSpec({ schema, num_records: 3 }), 0, 3);
    expect(sequence).toEqual([0n, 1n, 2n]);
  });

  it('lowers the page so that scratch stays within its limit', () => {
    const { program, session } = bindSpec({ schema: { a: 'string[0:20000]', b: 'string[0:20000]' }, num_records: 10 });
    expect(program.pageRows % 64).toBe(0);
    expect(program.pageRows * program.scratchBytesPerRow).toBeLessThanOrEqual(LIMITS.scratchBytes);
    expect(program.pageRows).toBeGreaterThan(2_000);
    expect(session.kernels.memory.buffer.byteLength).toBeLessThan(LIMITS.scratchBytes * 2);
  });

  it.each([
    [{ a: 'long[0:9007199254740991]' }, 10, undefined],
    [{ a: 'long[0:9007199254740992]' }, 10, true],
    [{ a: 'long[-9007199254740992:0]' }, 10, true],
    [{ a: 'sequence(9007199254740991,1)' }, 1, undefined],
    [{ a: 'sequence(9007199254740991,1)' }, 2, true],
    [{ a: 'integer' }, 10, undefined],
  ])('says of %j over %d rows whether numbers leave the exact integers', (schema, rows, expected) => {
    expect(columnsOf(schema, rows)[0]!.isBeyondSafeIntegers).toBe(expected);
  });

  it.each([
    ['sequence', true],
    ['datetime', true],
    ['long', false],
    ['uuid', false],
  ])('says of %s whether its neighbours lie close together', (kind, expected) => {
    expect(columnsOf({ a: kind })[0]!.isDeltaFriendly).toBe(expected);
  });

  it('keeps every vector of a page until the next one', () => {
    const bound = bindSpec({ schema: { a: 'string', b: 'uuid', c: 'double?' }, num_records: 10 });
    const vectors = bound.emitPage({ rowStart: 0, rowCount: bound.program.pageRows });
    const places = vectors.flatMap(({ values, byteLength, presence }) => [
      [values, values + byteLength],
      ...(presence === undefined ? [] : [[presence, presence + bound.program.pageRows]]),
    ]);
    places.sort(([a], [b]) => a! - b!);
    for (let i = 1; i < places.length; i++) expect(places[i]![0]).toBeGreaterThanOrEqual(places[i - 1]![1]!);
  });
});
