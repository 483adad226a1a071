import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ColumnSpec } from '../../../shared/contracts/column-spec.ts';
import { GENERATION_VERSION } from '../../../shared/contracts/versions.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { KERNELS } from '../../support/generated-values.ts';
import { goldenDigests } from '../../support/golden-digests.ts';

const FOLDER = 'test/golden/job-v1';
const pinned = JSON.parse(readFileSync(`${FOLDER}/digests.json`, 'utf8')) as Record<string, string>;

describe('the golden job of generation version 1', () => {
  it.each(['wasm', 'twin'] as const)('has the pinned values in every column (%s)', (name) => {
    expect(goldenDigests(`${FOLDER}/spec.yaml`, KERNELS[name]())).toEqual(pinned);
  });

  it('is that of the present generation version and holds, with the other golden specifications, every kind', () => {
    const kinds = new Set([FOLDER, 'test/golden/tables-v1', 'test/golden/kinds-v1'].flatMap(kindsOf));
    const all = ColumnSpec.options.flatMap((option) => [...option.shape.kind._zod.values]);
    // A conditional column is a way of writing others.
    expect([...kinds].sort()).toEqual([...all, 'conditional'].sort());
    expect(GENERATION_VERSION).toBe(1);
  });
});

function kindsOf(folder: string): string[] {
  const document = readDocument(readFileSync(`${folder}/spec.yaml`, 'utf8'), 'yaml') as {
    tables: Record<string, { columns: { kind: string }[] }>;
  };
  return Object.values(document.tables).flatMap(({ columns }) => columns.map(({ kind }) => kind));
}
