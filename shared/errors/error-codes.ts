/**
 * Every error a caller can meet: its HTTP status, whether trying again can help, and its title (RFC 9457).
 * Codes are API: they are added, never renamed and never reused.
 */
export const ERROR_CODES = {
  INVALID_REQUEST: { status: 400, retryable: false, title: 'The request could not be read' },
  UNAUTHENTICATED: { status: 401, retryable: false, title: 'A valid API key is needed' },
  FORBIDDEN: { status: 403, retryable: false, title: 'This is not allowed' },
  NOT_FOUND: { status: 404, retryable: false, title: 'There is nothing at this address' },
  JOB_NOT_FOUND: { status: 404, retryable: false, title: 'The job does not exist' },
  FILE_NOT_FOUND: { status: 404, retryable: false, title: 'The file does not exist' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, title: 'The method does not fit this address' },
  FORMAT_NOT_ACCEPTABLE: { status: 406, retryable: false, title: 'The format is not offered' },
  JOB_STATE_CONFLICT: { status: 409, retryable: false, title: 'The state of the job does not allow this' },
  LEASE_LOST: { status: 409, retryable: false, title: 'Another worker holds the task now' },
  CANCELLED: { status: 409, retryable: false, title: 'The work was cancelled' },
  OBJECT_EXISTS: { status: 412, retryable: false, title: 'The object exists already' },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, title: 'The request body is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, title: 'The content type is not understood' },
  RANGE_NOT_SATISFIABLE: { status: 416, retryable: false, title: 'The byte range lies outside the file' },
  INVALID_SPEC: { status: 422, retryable: false, title: 'The specification has errors' },
  GENERATOR_NOT_AVAILABLE: { status: 422, retryable: false, title: 'This kind of data is not available' },
  CHECK_UNSATISFIABLE: { status: 422, retryable: false, title: 'No draw satisfies a check' },
  VALUE_TOO_LONG: { status: 422, retryable: false, title: 'A formula gives a text that is too long' },
  PLAN_TOO_LARGE: { status: 422, retryable: false, title: 'The plan is beyond a limit' },
  VERSION_NOT_SUPPORTED: { status: 422, retryable: false, title: 'The plan needs another release' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, retryable: false, title: 'The idempotency key was used with another body' },
  TOO_MANY_REQUESTS: { status: 429, retryable: true, title: 'Too many requests at once' },
  CORRUPT_PART: { status: 500, retryable: true, title: 'A part is damaged' },
  TASK_POISONED: { status: 500, retryable: false, title: 'A task failed too often' },
  INTERNAL: { status: 500, retryable: false, title: 'Something failed inside' },
  INVALID_CONFIG: { status: 500, retryable: false, title: 'The configuration has errors' },
  DATA_FOLDER_IN_USE: { status: 500, retryable: false, title: 'Another process uses the data folder' },
  DATA_FOLDER_VERSION: { status: 500, retryable: false, title: 'The data folder belongs to another release' },
  STORAGE_UNAVAILABLE: { status: 503, retryable: true, title: 'The object store does not answer' },
  DATABASE_UNAVAILABLE: { status: 503, retryable: true, title: 'The database does not answer' },
  SHUTTING_DOWN: { status: 503, retryable: true, title: 'The server is stopping' },
  DEADLINE_EXCEEDED: { status: 504, retryable: true, title: 'The work took too long' },
  STORAGE_FULL: { status: 507, retryable: false, title: 'There is not enough space' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;
