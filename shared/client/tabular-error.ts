import type { Problem } from './generated/api-types.ts';

/** One thing wrong with a request, as the server names it. */
export type TabularIssue = NonNullable<Problem['issues']>[number];

export interface TabularErrorOptions {
  readonly status: number;
  readonly code: string;
  readonly requestId?: string | undefined;
  readonly issues?: readonly TabularIssue[];
  readonly cause?: unknown;
}

/**
 * Why a call failed: the server said no (RFC 9457), it did not answer (`status` is 0, `code` SERVER_UNAVAILABLE), or
 * the job that was waited for ended badly (`status` is 0, `code` is that of the job).
 */
export class TabularError extends Error {
  /** Of the HTTP answer; 0 without one. */
  readonly status: number;
  /** Stable; docs/errors.md lists those of the server. */
  readonly code: string;
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;
  /** Everything wrong with a specification or query. */
  readonly issues: readonly TabularIssue[];

  constructor(message: string, { status, code, requestId, issues = [], cause }: TabularErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TabularError';
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.issues = issues;
  }
}

/** The problem that a response of status 400 or more carries; anything unreadable keeps its status. */
export async function readProblem(response: Response): Promise<TabularError> {
  const body = (await response.json().catch(() => ({}))) as Partial<Record<keyof Problem, unknown>>;
  const { code, detail, issues } = body;
  return new TabularError(typeof detail === 'string' ? detail : `the server answered ${response.status}`, {
    status: response.status,
    code: typeof code === 'string' ? code : 'UNKNOWN',
    requestId: response.headers.get('x-request-id') ?? undefined,
    issues: Array.isArray(issues) ? (issues as TabularIssue[]) : [],
  });
}

/** What was asked for did not come, or broke off. */
export function unavailable(what: string, cause?: unknown): TabularError {
  const message = `${what} does not answer: start one with "tabular serve", or name another`;
  return new TabularError(message, { status: 0, code: 'SERVER_UNAVAILABLE', cause });
}
