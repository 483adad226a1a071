/** W1 as DuckDB expressions: the baseline of the Parquet and text bars. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { COUNTRIES, PLANS, type Weighted } from './w1-weights.ts';

const NORMAL = 'sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';

/** A draw by percent weights: an array of 100 entries indexed by a uniform integer, the fastest way DuckDB has. */
function weighted(values: Weighted): string {
  const entries = values.flatMap(([value, weight]) => Array<string>(weight).fill(`'${value}'`));
  return `([${entries.join(',')}])[1 + CAST(floor(random() * 100) AS INTEGER)]`;
}

/** The ten columns of W1 from a source with one BIGINT column `i`. */
export function w1Select(source: string, income = 'full'): string {
  const lognormal = `exp(10.5 + 0.6 * ${NORMAL})`;
  return `SELECT i::BIGINT AS id,
    CAST(greatest(18, least(90, round(40 + 12 * ${NORMAL}))) AS INTEGER) AS age,
    ${income === 'full' ? lognormal : `round(${lognormal}, 2)`} AS income,
    round(random(), 2) AS score,
    ${weighted(COUNTRIES)} AS country,
    ${weighted(PLANS)} AS plan,
    random() < 0.7 AS active,
    DATE '2019-01-01' + CAST(floor(random() * 1826) AS INTEGER) AS signup,
    epoch_ms(CAST(1577836800000 + floor(random() * 157680000000) AS BIGINT)) AS updated_at,
    'user' || i || '@example.com' AS email
    FROM ${source}`;
}

/** A connection to an in-memory DuckDB. */
export async function openDuckdb(threads: number): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  return instance.connect();
}

/** An `ids` table makes the scan parallel; `range()` runs on one thread. */
export async function createIds(connection: DuckDBConnection, rows: number): Promise<void> {
  await connection.run(`CREATE TABLE ids AS SELECT i FROM range(${rows}) t(i)`);
}
