import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { OutputSpec } from '../../shared/contracts/spec-document.ts';
import { digestPath } from '../../shared/digest/digest-path.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { specHash } from '../../shared/spec/spec-hash.ts';
import { arbitraryLanguage } from '../support/arbitrary-language.ts';
import { bindTables, generatedValues, KERNELS } from '../support/generated-values.ts';
import { DIGESTED_OUTPUTS } from '../support/outputs.ts';
import { wholeFile } from '../support/whole-file.ts';

const PAGES_MAX = 12;
const folder = mkdtempSync(join(tmpdir(), 'tabular-language-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a specification of the whole language', () => {
  it('has the same rows for any page, any order of pages and both kernels', () => {
    fc.assert(
      fc.property(arbitraryLanguage, fc.constantFrom(1, 7, 64, 999), (document, step) => {
        const twins = bindTables(document, KERNELS.twin);
        for (const [index, bound] of bindTables(document).entries()) {
          const { numRecords, tableName } = bound.program;
          const whole = generatedValues(bound, 0, numRecords);
          expect(generatedValues(twins[index]!, 0, numRecords), tableName).toEqual(whole);
          const pages = Math.min(Math.ceil(numRecords / step), PAGES_MAX);
          for (let page = pages - 1; page >= 0; page--) {
            const [start, end] = [page * step, Math.min((page + 1) * step, numRecords)];
            const rows = generatedValues(bound, start, end);
            expect(rows, `${tableName}, rows ${start} to ${end}`).toEqual(whole.map((each) => each.slice(start, end)));
          }
        }
      }),
      { numRuns: 20, seed: 20_250_401 },
    );
  });

  it('has the same rows in every format, as readers of those formats find them', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLanguage, async (document) => {
        const { plan, blockSums } = planJob(normaliseSpec(document, { seed: 1 }));
        for (const { index: tableIndex, name, num_records: rowEnd } of plan.tables) {
          const totals = new Map<string, string>();
          for (const output of DIGESTED_OUTPUTS) {
            const { format, compression } = OutputSpec.parse(output);
            const suffix =
              format === 'parquet' || compression === 'none'
                ? ''
                : { gzip: '.gz', zstd: '.zst', snappy: '' }[compression];
            const path = join(folder, `table.${format}${suffix}`);
            writeFileSync(path, await wholeFile({ plan, blockSums, tableIndex, output, rowEnd }));
            totals.set(`${format}${suffix}`, (await digestPath(path)).total);
          }
          expect(new Set(totals.values()).size, `${name}: ${JSON.stringify([...totals])}`).toBe(1);
        }
      }),
      { numRuns: 5, seed: 20_250_402 },
    );
  });

  it('stays as it is when it is normalised twice', () => {
    fc.assert(
      fc.property(arbitraryLanguage, (document) => {
        const spec = normaliseSpec(document, { seed: 1 });
        const again = normaliseSpec(JSON.parse(JSON.stringify(spec)), { seed: 2 });
        expect(again).toEqual(spec);
        expect(specHash(again)).toBe(specHash(spec));
      }),
      { numRuns: 40, seed: 20_250_403 },
    );
  });
});
