/** One numbered change of the schema, from infra/migrations. */
export interface Migration {
  /** 1, 2, … without gaps. */
  readonly number: number;
  readonly name: string;
  /** Which release brought it; several migrations may share one. */
  readonly release: number;
  /** `expand` only adds; `contract` removes what the release before this one no longer uses. */
  readonly phase: 'expand' | 'contract';
  /** Scripts of SQL, there and back. */
  readonly up: string;
  readonly down: string;
}

/** A row of the ledger: what a database has. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  /** Null where a release wrote it that did not record releases yet. */
  readonly release: number | null;
  readonly applied_at: Date;
}

/** `000003_name`, as its files are called. */
export function migrationTitle({ number, name }: Pick<Migration, 'number' | 'name'>): string {
  return `${String(number).padStart(6, '0')}_${name}`;
}
