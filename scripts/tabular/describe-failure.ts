import { TabularError } from '../../shared/client/tabular-error.ts';
import { AppError, type Issue } from '../../shared/errors/app-error.ts';
import { excerpt, positionText } from './excerpt.ts';
import { EXIT_CODES, exitCodeOfStatus } from './exit-codes.ts';
import type { IssuePlace } from './place-issues.ts';
import { paint, type Terminal } from './terminal.ts';

type FailureIssue = Pick<Issue, 'path' | 'code' | 'message'> & {
  readonly remedy?: string | undefined;
  readonly place?: IssuePlace;
};

/** Whoever has more than so many faults begins with these. */
const ISSUES_SHOWN = 20;

interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly issues: readonly FailureIssue[];
  readonly requestId?: string | undefined;
}

/** What to print on standard error and how to exit. Stacks appear only with TABULAR_DEBUG=1. */
export function describeFailure(
  thrown: unknown,
  terminal: Terminal,
  isJson: boolean,
): { text: string; exitCode: number } {
  const failure = failureOf(thrown);
  const exitCode = failure.status === 0 ? EXIT_CODES.serverUnavailable : exitCodeOfStatus(failure.status);
  const text = isJson ? asJson(failure) : asText(failure, terminal);
  return { text: `${text}\n${stackOf(thrown, terminal)}`, exitCode };
}

function failureOf(thrown: unknown): Failure {
  if (thrown instanceof TabularError) return thrown;
  const error = AppError.from(thrown);
  if (error.code !== 'INTERNAL')
    return { status: error.status, code: error.code, message: error.message, issues: error.issues ?? [] };
  const cause = error.cause instanceof Error ? error.cause : error;
  // What the operating system refused is nobody's bug: EACCES, EROFS, EMFILE, …
  const message = 'syscall' in cause ? cause.message : `${cause.message} (a bug; TABULAR_DEBUG=1 shows where)`;
  return { status: 500, code: 'INTERNAL', message, issues: [] };
}

function asJson({ code, message, issues, requestId }: Failure): string {
  const told = issues.map(({ place, ...issue }) => {
    if (place === undefined) return issue;
    const { text: _line, ...position } = place;
    return { ...issue, place: position };
  });
  return JSON.stringify({ error: { code, message, issues: told, ...(requestId ? { request_id: requestId } : {}) } });
}

function asText({ code, message, issues, requestId }: Failure, terminal: Terminal): string {
  const origin = requestId === undefined ? code : `${code}, request ${requestId}`;
  const lines = [`${paint(terminal, 'red', 'tabular:')} ${message} [${origin}]`];
  // Some messages hold all of their issues already.
  const isListed = issues.every((issue) => message.includes(issue.message) && message.includes(issue.remedy ?? ''));
  for (const issue of issues.slice(0, ISSUES_SHOWN)) {
    const told = isListed ? [] : [tellIssue(issue, terminal)];
    if (issue.place === undefined) lines.push(...told.map((text) => `  ${text}`));
    else lines.push(`  ${[positionText(issue.place), ...told].join(': ')}`, ...excerpt(issue.place, terminal.width));
  }
  if (issues.length > ISSUES_SHOWN && !isListed) lines.push(`  … and ${issues.length - ISSUES_SHOWN} more`);
  return lines.join('\n');
}

function tellIssue({ path, code, message, remedy }: FailureIssue, terminal: Terminal): string {
  return `${paint(terminal, 'bold', path || 'document')}: ${message}${remedy === undefined ? '' : `; ${remedy}`} [${code}]`;
}

function stackOf(thrown: unknown, terminal: Terminal): string {
  if (terminal.environment['TABULAR_DEBUG'] !== '1' || !(thrown instanceof Error)) return '';
  const cause = thrown.cause instanceof Error ? `\ncaused by: ${thrown.cause.stack}` : '';
  return `${thrown.stack}${cause}\n`;
}
