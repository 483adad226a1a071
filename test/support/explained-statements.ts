import type { Database, Queryable } from '../../shared/database/database.ts';
import { encodeParameter } from '../../shared/database/value-types.ts';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What PostgreSQL did for a statement. */
export interface Explained {
  /** Tables that it read from end to end. */
  readonly scanned: readonly string[];
  /** Pages of 8 KiB that it touched. */
  readonly pages: number;
  readonly milliseconds: number;
  /** The plan as text, for a failing test to show. */
  readonly plan: string;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** Prepared statements have names of their own, and outlive the transaction. */
let asked = 0;

/** A database that keeps every statement that goes through it, as it was asked. */
export function recordingDatabase(database: Database): Database & { readonly statements: Statement[] } {
  const statements: Statement[] = [];
  const record = (sql: string, parameters: readonly unknown[] = []) => statements.push({ sql, parameters });
  const recording = (queryable: Queryable): Queryable => ({
    query<Row>(sql: string, parameters?: readonly unknown[]) {
      record(sql, parameters);
      return queryable.query<Row>(sql, parameters);
    },
    execute: (script) => queryable.execute(script),
  });
  return {
    statements,
    engine: database.engine,
    ...recording(database),
    tenantQuery<Row>(tenantId: string, sql: string, parameters?: readonly unknown[]) {
      record(sql, parameters);
      return database.tenantQuery<Row>(tenantId, sql, parameters);
    },
    transaction: (work, options) => database.transaction((transaction) => work(recording(transaction)), options),
    maintain: () => database.maintain(),
    poolUse: () => database.poolUse(),
    close: () => database.close(),
  };
}

/**
 * Runs a statement with EXPLAIN and takes it back. `force_generic_plan`: the plan that a prepared statement may come to
 * after its first uses, which knows none of the values.
 */
export async function explain(
  database: Database,
  { sql, parameters }: Statement,
  mode: 'force_custom_plan' | 'force_generic_plan',
): Promise<Explained> {
  const undo = new Error('undo');
  let root: PlanNode | undefined;
  let milliseconds = 0;
  const run = database.transaction(async (transaction) => {
    const name = `asked_${++asked}`;
    await transaction.execute(`SET LOCAL plan_cache_mode = ${mode}; PREPARE ${name} AS ${sql}`);
    const values = parameters.length === 0 ? '' : `(${parameters.map(literal).join(', ')})`;
    const [row] = await transaction.query<{ 'QUERY PLAN': { Plan: PlanNode; 'Execution Time': number }[] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE ${name}${values}`,
    );
    const [explained] = row!['QUERY PLAN'];
    root = explained!.Plan;
    milliseconds = explained!['Execution Time'];
    throw undo;
  });
  await run.catch((thrown: unknown) => {
    if (thrown !== undo) throw thrown;
  });
  return {
    scanned: nodesOf(root!)
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name']!),
    pages: root!['Shared Hit Blocks'] + root!['Shared Read Blocks'],
    milliseconds,
    plan: describePlan(root!, ''),
  };
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function describePlan(node: PlanNode, indent: string): string {
  const what = [node['Node Type'], node['Relation Name'], node['Index Name']].filter((part) => part !== undefined);
  const pages = node['Shared Hit Blocks'] + node['Shared Read Blocks'];
  const line = `${indent}${what.join(' ')}: ${node['Actual Rows']} rows × ${node['Actual Loops']}, ${pages} pages`;
  return [line, ...(node.Plans ?? []).map((child) => describePlan(child, `${indent}  `))].join('\n');
}

function literal(value: unknown): string {
  const text = encodeParameter(value);
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
}
