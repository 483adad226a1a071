import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STARTER_SPEC } from '../../scripts/tabular/starter-spec.ts';
import { type SpecDocument, SQL_DIALECTS, type SqlDialect } from '../../shared/contracts/spec-document.ts';
import { readDocument } from '../../shared/documents/read-document.ts';
import { compileTable } from '../../shared/generation/compile-table.ts';
import { readDialectScript } from '../../shared/imports/dialect-script.ts';
import { readPostgresScript } from '../../shared/imports/postgres-script.ts';
import { writeSchema } from '../../shared/imports/write-schema.ts';
import { planJob } from '../../shared/planning/plan-job.ts';
import { buildSpec } from '../../shared/proposals/build-spec.ts';
import { normaliseSpec } from '../../shared/spec/normalise-spec.ts';
import { arbitraryLanguage } from '../support/arbitrary-language.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';

const LINKED = `
name: linked
seed: 11
tables:
  area:
    description: where things are
    num_records: 20
    primary_key: [country, zone]
    columns:
      - { name: country, kind: template, template: 'C{row}' }
      - { name: zone, kind: integer, min: 1, max: 9, description: "it's a zone" }
  person:
    num_records: 50
    primary_key: id
    columns:
      - { name: id, kind: uuid }
      - { name: helper, kind: integer, min: 1, max: 5, hidden: true }
      - { name: "odd 'name\\"", kind: derived, expression: helper * 2, type: integer }
      - { name: boss, kind: foreign_key, references: person, optional: 0.2 }
      - { name: home_country, kind: foreign_key }
      - { name: home_zone, kind: foreign_key }
    foreign_keys:
      - { columns: [home_country, home_zone], references: area, choose: { name: zipf, a: 1.1 } }
    checks:
      - { name: small, check: "helper < 5 or helper is null" }
      - { name: named, check: "\\"odd 'name\\"\\"\\" <> 3" }
  visit:
    columns:
      - { name: person, kind: foreign_key, references: person.id, children: [0, 4] }
      - { name: area, kind: foreign_key, references: area.country, unique_within_owner: true }
      - { name: at, kind: datetime, zone: none, unique: true, null_rate: 0.5 }
`;

function exportScript(spec: SpecDocument, dialect: SqlDialect): string {
  const { plan } = planJob(spec);
  const compiled = spec.tables.map((table, index) => ({ table, columns: compileTable(plan, index).columns }));
  return writeSchema(spec, compiled, dialect);
}

async function importScript(script: string, dialect: SqlDialect): Promise<SpecDocument> {
  const schema = dialect === 'postgresql' ? await readPostgresScript(script) : await readDialectScript(script, dialect);
  const { spec } = buildSpec(schema, { name: 'other' });
  return normaliseSpec(JSON.parse(JSON.stringify(spec)), { seed: 0 });
}

describe('a specification written as SQL', () => {
  it.each(SQL_DIALECTS)('and read back is the same: %s', async (dialect) => {
    await fc.assert(
      fc.asyncProperty(arbitrarySpec(50), async (document) => {
        const spec = normaliseSpec(document, { seed: 1 });
        expect(await importScript(exportScript(spec, dialect), dialect)).toEqual(spec);
      }),
      { numRuns: 40, seed: 20_260_103 },
    );
  });

  it.each(SQL_DIALECTS)('with formulas, checks and groups, and read back is the same: %s', async (dialect) => {
    await fc.assert(
      fc.asyncProperty(arbitraryLanguage, async (document) => {
        const spec = normaliseSpec(document, { seed: 1 });
        expect(await importScript(exportScript(spec, dialect), dialect)).toEqual(spec);
      }),
      { numRuns: 15, seed: 20_260_104 },
    );
  });

  it.each(SQL_DIALECTS)('with linked tables and read back is the same: %s', async (dialect) => {
    for (const text of [STARTER_SPEC, LINKED]) {
      const spec = normaliseSpec(readDocument(text, 'yaml'), { seed: 1 });
      expect(await importScript(exportScript(spec, dialect), dialect)).toEqual(spec);
    }
  });

  it('that someone added a column to keeps the rest', async () => {
    const spec = normaliseSpec(readDocument(STARTER_SPEC, 'yaml'), { seed: 1 });
    const script = exportScript(spec, 'postgresql').replace(
      '"email" text',
      '"email" text,\n  "city" varchar(30) NOT NULL',
    );
    const { tables } = await importScript(script, 'postgresql');
    expect(tables[0]!.columns.map(({ name, kind }) => `${name} ${kind}`)).toContain('city city');
    expect(tables[0]!.columns.filter(({ name }) => name !== 'city')).toEqual(spec.tables[0]!.columns);
  });
});
