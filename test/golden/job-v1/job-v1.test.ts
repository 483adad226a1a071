import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ColumnSpec } from '../../../shared/contracts/column-spec.ts';
import { GENERATION_VERSION } from '../../../shared/contracts/plan.ts';
import { readDocument } from '../../../shared/spec/read-document.ts';
import { KERNELS } from '../../support/generated-values.ts';
import { goldenDigests } from '../../support/golden-digests.ts';

const FOLDER = 'test/golden/job-v1';
const pinned = JSON.parse(readFileSync(`${FOLDER}/digests.json`, 'utf8')) as Record<string, string>;

describe('the golden job of generation version 1', () => {
  it.each(['wasm', 'twin'] as const)('has the pinned values in every column (%s)', (name) => {
    expect(goldenDigests(`${FOLDER}/spec.yaml`, KERNELS[name]())).toEqual(pinned);
  });

  it('is that of the present generation version and holds every kind', () => {
    const document = readDocument(readFileSync(`${FOLDER}/spec.yaml`, 'utf8'), 'yaml') as {
      tables: { golden: { columns: { kind: string }[] } };
    };
    const kinds = new Set(document.tables.golden.columns.map((column) => column.kind));
    const all = ColumnSpec.options.flatMap((option) => [...option.shape.kind._zod.values]);
    expect([...kinds].sort()).toEqual([...all].sort());
    expect(GENERATION_VERSION).toBe(1);
  });
});
