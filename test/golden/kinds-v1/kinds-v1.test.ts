import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ColumnSpec } from '../../../shared/contracts/column-spec.ts';
import { Distribution } from '../../../shared/contracts/distribution.ts';
import { GENERATION_VERSION } from '../../../shared/contracts/versions.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { KERNELS } from '../../support/generated-values.ts';
import { goldenTableDigests } from '../../support/golden-digests.ts';

const FOLDER = 'test/golden/kinds-v1';
const pinned = JSON.parse(readFileSync(`${FOLDER}/digests.json`, 'utf8')) as unknown;

interface WrittenColumn {
  readonly kind: string;
  readonly unique?: true;
  readonly distribution?: { readonly name: string };
}

/** The columns of a golden specification, as they are written. */
function columnsOf(folder: string): WrittenColumn[] {
  const { tables } = readDocument(readFileSync(`${folder}/spec.yaml`, 'utf8'), 'yaml') as {
    tables: Record<string, { columns: WrittenColumn[] }>;
  };
  return Object.values(tables).flatMap(({ columns }) => columns);
}

describe('the golden kinds of generation version 1', () => {
  it.each(['wasm', 'twin'] as const)('have the pinned sizes, and the pinned values in every column (%s)', (name) => {
    expect(goldenTableDigests(`${FOLDER}/spec.yaml`, KERNELS[name])).toEqual(pinned);
  });

  it('are those of the present generation version', () => {
    expect(GENERATION_VERSION).toBe(1);
  });

  it('hold, with the golden job, every law', () => {
    const laws = [FOLDER, 'test/golden/job-v1'].flatMap(columnsOf).map(({ distribution }) => distribution?.name);
    const all = Distribution.options.flatMap((option) => [...option.shape.name._zod.values]);
    expect(all.filter((law) => law !== 'uniform' && !laws.includes(law))).toEqual([]);
  });

  it('hold every kind that can be unique as such', () => {
    const uniques = new Set(columnsOf(FOLDER).flatMap(({ kind, unique }) => (unique === true ? [kind] : [])));
    const options = ColumnSpec.options.filter((option) => 'unique' in option.shape);
    const all = options.flatMap((option) => [...option.shape.kind._zod.values]);
    expect([...uniques].sort()).toEqual(all.sort());
  });
});
