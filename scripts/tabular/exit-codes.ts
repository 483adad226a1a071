/** How `tabular` ends, for scripts that call it. Documented in `tabular help exit-codes`; codes are never reused. */
export const EXIT_CODES = {
  ok: 0,
  failure: 1,
  usage: 2,
  unauthenticated: 3,
  notFound: 4,
  conflict: 5,
  limited: 6,
  jobFailed: 7,
  timeout: 9,
  serverUnavailable: 10,
  interrupted: 130,
} as const;

export const EXIT_CODE_MEANINGS: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  ok: 'done',
  failure: 'something failed inside',
  usage: 'a wrong option, or a specification with errors',
  unauthenticated: 'an API key is missing or not allowed to do this',
  notFound: 'a file, folder or job does not exist',
  conflict: 'the output exists already, or the state does not allow this',
  limited: 'too many requests, or no space left',
  jobFailed: 'the job failed or was cancelled',
  timeout: 'the work took too long',
  serverUnavailable: 'the server does not answer',
  interrupted: 'interrupted with Ctrl-C',
};

/** The exit code of an error with this HTTP status, whether it came from a server or was thrown here. */
export function exitCodeOfStatus(status: number): number {
  switch (status) {
    case 401:
    case 403:
      return EXIT_CODES.unauthenticated;
    case 404:
      return EXIT_CODES.notFound;
    case 409:
    case 412:
      return EXIT_CODES.conflict;
    case 429:
    case 507:
      return EXIT_CODES.limited;
    case 503:
      return EXIT_CODES.serverUnavailable;
    case 504:
      return EXIT_CODES.timeout;
    default:
      return status < 500 ? EXIT_CODES.usage : EXIT_CODES.failure;
  }
}
