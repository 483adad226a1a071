import { describe, expect, it } from 'vitest';
import type { ColumnType } from '../../../shared/columns/column-type.ts';
import { renderCreateTable, renderSchema, type SqlTable } from '../../../shared/sql/create-table.ts';

const text: ColumnType = { name: 'string' };
const number: ColumnType = { name: 'int64' };

const STAFF: SqlTable = {
  name: 'staff',
  columns: [
    { name: 'id', type: number, isNullable: false },
    { name: 'store', type: number, isNullable: true },
    { name: 'mail', type: text, isNullable: false, isUnique: true, bytesMax: 100 },
  ],
  primaryKey: ['id'],
  foreignKeys: [{ name: 'staff_store', columns: ['store'], references: 'store', parentColumns: ['id'] }],
  checks: [{ name: 'mail_has_at', condition: "mail LIKE '%@%'" }],
};
const STORE: SqlTable = {
  name: 'store',
  columns: [
    { name: 'id', type: number, isNullable: false },
    { name: 'code', type: text, isNullable: false },
    { name: 'manager', type: number, isNullable: true },
    { name: 'note', type: text, isNullable: true, bytesMax: 70_000 },
  ],
  primaryKey: ['id'],
  uniqueKeys: [['code', 'manager']],
  foreignKeys: [{ columns: ['manager'], references: 'staff', parentColumns: ['id'] }],
};

describe('CREATE TABLE', () => {
  it('leaves foreign keys to a closing section, since they may go in a circle', () => {
    expect(renderSchema([STAFF, STORE], 'postgresql')).toBe(`CREATE TABLE "staff" (
  "id" bigint NOT NULL,
  "store" bigint,
  "mail" text NOT NULL UNIQUE,
  PRIMARY KEY ("id"),
  CONSTRAINT "mail_has_at" CHECK (mail LIKE '%@%')
);

CREATE TABLE "store" (
  "id" bigint NOT NULL,
  "code" text NOT NULL,
  "manager" bigint,
  "note" text,
  PRIMARY KEY ("id"),
  UNIQUE ("code", "manager")
);

ALTER TABLE "staff" ADD CONSTRAINT "staff_store" FOREIGN KEY ("store") REFERENCES "store" ("id");

ALTER TABLE "store" ADD FOREIGN KEY ("manager") REFERENCES "staff" ("id");
`);
  });

  it('gives text in keys a length in MySQL, which has no other keys over text', () => {
    const schema = renderSchema([STAFF, STORE], 'mysql');
    expect(schema).toContain('`mail` varchar(100) NOT NULL UNIQUE');
    expect(schema).toContain('`code` varchar(255) NOT NULL');
    expect(schema).toContain('`note` longtext');
    expect(schema).toContain(') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;');
    expect(schema).toContain('ALTER TABLE `store` ADD FOREIGN KEY (`manager`) REFERENCES `staff` (`id`);');
  });

  it('has foreign keys inside for SQLite, which cannot add them', () => {
    const schema = renderSchema([STAFF, STORE], 'sqlite');
    expect(schema).not.toContain('ALTER');
    expect(schema).toContain('CONSTRAINT "staff_store" FOREIGN KEY ("store") REFERENCES "store" ("id")');
    expect(renderCreateTable(STAFF, 'sqlite')).not.toContain('FOREIGN KEY');
  });
});
