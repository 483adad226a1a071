import { Tabular } from '../../shared/client/tabular.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Terminal } from './terminal.ts';

const SERVER_DEFAULT = 'http://localhost:8000';

export const SERVER_OPTIONS = { server: { type: 'string' } } as const;

export const SERVER_HELP = `  --server URL     the server; default $TABULAR_SERVER, then ${SERVER_DEFAULT}
                   (an API key comes from $TABULAR_API_KEY)
  --json           JSON on standard output
`;

/** A client for --server, TABULAR_SERVER or the default address. */
export function connect(server: string | undefined, terminal: Terminal): Tabular {
  const url = server ?? terminal.environment['TABULAR_SERVER'] ?? SERVER_DEFAULT;
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new AppError('INVALID_REQUEST', `--server ${url}: expected an address like ${SERVER_DEFAULT}`);
  const { signal, environment } = terminal;
  // Whoever sits at a terminal would rather know at once that nobody answers.
  return new Tabular({ baseUrl: url, apiKey: environment['TABULAR_API_KEY'], signal, retries: 0 });
}

/** The one name of a schedule that `args` must hold. */
export function oneScheduleName(positionals: readonly string[]): string {
  const [name] = positionals;
  if (name !== undefined && positionals.length === 1) return name;
  throw new AppError(
    'INVALID_REQUEST',
    `expected the name of one schedule, got ${positionals.length}: "tabular schedule list" shows them`,
  );
}

/** The one job id that `args` must hold. */
export function oneJobId(positionals: readonly string[]): string {
  const [id] = positionals;
  if (id !== undefined && positionals.length === 1) return id;
  throw new AppError(
    'INVALID_REQUEST',
    `expected one job id, got ${positionals.length}: "tabular job list" shows them`,
  );
}
