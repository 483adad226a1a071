import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../../scripts/tabular/describe-failure.ts';
import { EXIT_CODES, exitCodeOfStatus } from '../../../scripts/tabular/exit-codes.ts';
import { TabularError } from '../../../shared/client/tabular-error.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { recordTerminal } from '../../support/recorded-terminal.ts';

const explain = (thrown: unknown, environment = {}) => describeFailure(thrown, recordTerminal({ environment }), false);

describe('exit codes', () => {
  it.each([
    [400, EXIT_CODES.usage],
    [401, EXIT_CODES.unauthenticated],
    [403, EXIT_CODES.unauthenticated],
    [404, EXIT_CODES.notFound],
    [409, EXIT_CODES.conflict],
    [412, EXIT_CODES.conflict],
    [422, EXIT_CODES.usage],
    [429, EXIT_CODES.limited],
    [500, EXIT_CODES.failure],
    [503, EXIT_CODES.serverUnavailable],
    [504, EXIT_CODES.timeout],
    [507, EXIT_CODES.limited],
  ])('status %i ends with %i', (status, exitCode) => {
    expect(exitCodeOfStatus(status)).toBe(exitCode);
  });
});

describe('describeFailure', () => {
  it('lists every issue with path, message and remedy', () => {
    const issues = [
      { path: 'columns.age', code: 'OUT_OF_RANGE', message: 'max 10 is below min 18', remedy: 'swap them' },
      { path: '', code: 'MISSING', message: 'has no tables' },
    ];
    expect(explain(new AppError('INVALID_SPEC', 'the specification has 2 errors', { issues }))).toEqual({
      exitCode: EXIT_CODES.usage,
      text: [
        'tabular: the specification has 2 errors [INVALID_SPEC]',
        '  columns.age: max 10 is below min 18; swap them [OUT_OF_RANGE]',
        '  document: has no tables [MISSING]',
        '',
      ].join('\n'),
    });
  });

  it('prints the request id of a server refusal', () => {
    const refusal = new TabularError('no such job', { status: 404, code: 'JOB_NOT_FOUND', requestId: 'req_1' });
    expect(explain(refusal)).toEqual({
      exitCode: EXIT_CODES.notFound,
      text: 'tabular: no such job [JOB_NOT_FOUND, request req_1]\n',
    });
  });

  it('calls no bug what the operating system refused', () => {
    const refused = Object.assign(new Error("EROFS: read-only file system, mkdir '/x'"), { syscall: 'mkdir' });
    expect(explain(refused).text).toBe("tabular: EROFS: read-only file system, mkdir '/x' [INTERNAL]\n");
  });

  it('shows the stack of a bug only when asked', () => {
    const bug = new Error('it broke');
    expect(explain(bug).text).toBe('tabular: it broke (a bug; TABULAR_DEBUG=1 shows where) [INTERNAL]\n');
    expect(explain(bug, { TABULAR_DEBUG: '1' }).text).toContain('exit-codes.test.ts');
  });
});
