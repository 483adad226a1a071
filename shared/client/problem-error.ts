/** One thing wrong with a request, as the server names it. */
export interface ProblemIssue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

/** A server said no (RFC 9457), or did not answer: `status` is 0 and `code` SERVER_UNAVAILABLE then. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly issues: readonly ProblemIssue[];

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    requestId?: string | undefined;
    issues?: readonly ProblemIssue[];
    cause?: unknown;
  }) {
    super(problem.detail, { cause: problem.cause });
    this.name = 'ProblemError';
    this.status = problem.status;
    this.code = problem.code;
    this.requestId = problem.requestId;
    this.issues = problem.issues ?? [];
  }
}

/** The problem that a response of status 400 or more carries; anything unreadable keeps its status. */
export async function readProblem(response: Response): Promise<ProblemError> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  return new ProblemError({
    status: response.status,
    code: typeof body['code'] === 'string' ? body['code'] : 'UNKNOWN',
    detail: typeof body['detail'] === 'string' ? body['detail'] : `the server answered ${response.status}`,
    requestId: response.headers.get('x-request-id') ?? undefined,
    issues: Array.isArray(body['issues']) ? (body['issues'] as ProblemIssue[]) : [],
  });
}
