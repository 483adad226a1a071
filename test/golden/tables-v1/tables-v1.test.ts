import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATION_VERSION } from '../../../shared/contracts/versions.ts';
import { KERNELS } from '../../support/generated-values.ts';
import { goldenTableDigests } from '../../support/golden-digests.ts';

const FOLDER = 'test/golden/tables-v1';
const pinned = JSON.parse(readFileSync(`${FOLDER}/digests.json`, 'utf8')) as unknown;

describe('the golden tables of generation version 1', () => {
  it.each(['wasm', 'twin'] as const)('have the pinned sizes, and the pinned values in every column (%s)', (name) => {
    expect(goldenTableDigests(`${FOLDER}/spec.yaml`, KERNELS[name])).toEqual(pinned);
  });

  it('are those of the present generation version', () => {
    expect(GENERATION_VERSION).toBe(1);
  });
});
