import { describe, expect, it } from 'vitest';
import { normaliseSpec } from '../../../shared/spec/normalise-spec.ts';
import { bindSpec, generatedValues } from '../../support/generated-values.ts';

function uuids(members: Record<string, unknown>, rowStart: number, rowEnd: number): string[] {
  const document = { schema: [{ name: 'id', kind: 'uuid', ...members }], num_records: 10 };
  return generatedValues(bindSpec(document), rowStart, rowEnd)[0] as string[];
}

const issueOf = (members: Record<string, unknown>, num_records = 10) => {
  try {
    normaliseSpec({ schema: [{ name: 'id', kind: 'uuid', ...members }], num_records }, { seed: 1 });
  } catch (thrown) {
    const [issue] = (thrown as { issues: { path: string; code: string }[] }).issues;
    return `${issue!.path} ${issue!.code}`;
  }
  return 'accepted';
};

describe('UUIDs of version 7', () => {
  it('begin with start + row x step, in milliseconds', () => {
    const values = uuids({ version: 7, start: '2024-03-01T12:00:00.5+01:00', step_ms: 250 }, 7, 400);
    for (const [index, value] of values.entries())
      expect(Number(`0x${value.slice(0, 12)}`)).toBe(Date.UTC(2024, 2, 1, 11, 0, 0, 500) + (index + 7) * 250);
  });

  it('carry version and variant, and random bits elsewhere', () => {
    const values = uuids({ version: 7 }, 2 ** 20, 2 ** 20 + 1_000);
    for (const value of values) expect(value).toMatch(/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(new Set(values.map((value) => value.slice(17))).size).toBe(1_000);
  });

  it('rise with the row, over the borders of 32 bits too', () => {
    const values = uuids({ version: 7, start: '1970-01-01T00:00:00Z', step_ms: 65_537 }, 65_000, 66_000);
    expect(values).toEqual([...values].sort());
  });

  it('start in 2020 and step by a second unless told otherwise', () => {
    expect(uuids({ version: 7 }, 0, 2).map((value) => Number(`0x${value.slice(0, 12)}`))).toEqual([
      Date.UTC(2020, 0, 1),
      Date.UTC(2020, 0, 1) + 1_000,
    ]);
  });

  it.each([
    [{ version: 4, start: '2020-01-01' }, 'schema[0].start CONFLICT'],
    [{ step_ms: 5 }, 'schema[0].step_ms CONFLICT'],
    [{ version: 7, start: '1969-12-31' }, 'schema[0].start BAD_FORMAT'],
    [{ version: 7, start: '2020-01-01T00:00:00.0001Z' }, 'schema[0].start BAD_FORMAT'],
    [{ version: 7, step_ms: 2 ** 46 }, 'schema[0].step_ms OUT_OF_RANGE'],
    [{ version: 7, step_ms: 0 }, 'schema[0].step_ms OUT_OF_RANGE'],
    [{ version: 7, unique: true }, 'accepted'],
    [{ version: 4 }, 'accepted'],
  ])('are refused where %j', (members, expected) => {
    expect(issueOf(members)).toBe(expected);
  });
});
