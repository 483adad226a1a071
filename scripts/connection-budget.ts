import type { Stack } from './stack/stack.ts';

/** What a PostgreSQL for the whole stack is set to, as docs/database.md says. */
export const MAX_CONNECTIONS = 200;
/** Kept free: PostgreSQL's own three, `tabular migrate`, backups, monitoring, and people. */
export const RESERVED_CONNECTIONS = 20;

/** Connections that a stack can open at most. */
export interface ConnectionBudget {
  readonly functions: readonly { readonly name: string; readonly replicas: number; readonly poolSize: number }[];
  /** Every function at its largest scale. */
  readonly total: number;
  /** The same while the function with the most connections runs twice, old replicas beside new ones. */
  readonly totalWhileRolling: number;
  /** What there is for all of them. */
  readonly available: number;
}

/** Adds up largest scale × pool over the functions of a stack. */
export function connectionBudget({ functions }: Pick<Stack, 'functions'>): ConnectionBudget {
  const rows = functions.map(({ name, scale, poolSize }) => ({ name, replicas: scale.max, poolSize }));
  const total = rows.reduce((sum, row) => sum + connectionsOf(row), 0);
  return {
    functions: rows,
    total,
    totalWhileRolling: total + Math.max(0, ...rows.map(connectionsOf)),
    available: MAX_CONNECTIONS - RESERVED_CONNECTIONS,
  };
}

/** The table of docs/database.md. */
export function renderConnectionBudget(budget: ConnectionBudget): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['function', 'replicas at most', 'connections of each', 'connections']),
    '|---|---|---|---|',
    ...budget.functions.map((entry) => row([entry.name, entry.replicas, entry.poolSize, connectionsOf(entry)])),
    row(['**all**', '', '', `**${budget.total}**`]),
    row(['while one function is rolled out, the largest', '', '', budget.totalWhileRolling]),
    row([`there are (${MAX_CONNECTIONS} − ${RESERVED_CONNECTIONS} in reserve)`, '', '', budget.available]),
    '',
  ].join('\n');
}

function connectionsOf({ replicas, poolSize }: { readonly replicas: number; readonly poolSize: number }): number {
  return replicas * poolSize;
}

const MARKED = /(<!-- connection budget: made by `npm run docs` -->\n)[\s\S]*?(<!-- end -->)/;

/** A document with its table made anew; throws where it has no place for one. */
export function withConnectionBudget(document: string, budget: ConnectionBudget): string {
  if (!MARKED.test(document)) throw new Error('the document has no marks for the connection budget');
  return document.replace(MARKED, (_, begin: string, end: string) => `${begin}${renderConnectionBudget(budget)}${end}`);
}
