import { describe, expect, it } from 'vitest';
import { sqlStateOf, translateDatabaseError } from '../../../shared/database/database-error.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

const withCode = (code: string) => Object.assign(new Error('text that nobody reads'), { code });

describe('database errors', () => {
  it.each(['08006', '53300', '57P01', '40P01', 'ECONNREFUSED', 'ECONNRESET'])('takes %s as unavailable', (code) => {
    expect(translateDatabaseError(withCode(code))).toMatchObject({ code: 'DATABASE_UNAVAILABLE', isRetryable: true });
  });

  it.each(['57014', '55P03'])('takes %s as busy', (code) => {
    const busy = { code: 'DATABASE_BUSY', isRetryable: true, status: 503, retryAfterSeconds: 2 };
    expect(translateDatabaseError(withCode(code))).toMatchObject(busy);
  });

  it('tells a certificate that is not to be trusted apart', () => {
    const codes = ['ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];
    for (const code of [...codes, 'CERT_HAS_EXPIRED'])
      expect(translateDatabaseError(withCode(code))).toMatchObject({
        message: expect.stringMatching(/database.ca_file/),
      });
  });

  it('takes a connection that ended without a code as unavailable', () => {
    expect(translateDatabaseError(new Error('ended'))).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('tells a full disk apart', () => {
    expect(translateDatabaseError(withCode('53100'))).toMatchObject({ code: 'STORAGE_FULL' });
  });

  it('leaves bugs and our own errors as they are', () => {
    const ours = new AppError('LEASE_LOST', 'gone');
    for (const thrown of [withCode('23505'), withCode('42601'), new TypeError('bug'), ours]) {
      expect(translateDatabaseError(thrown)).toBe(thrown);
    }
    expect(sqlStateOf(withCode('23505'))).toBe('23505');
    expect(sqlStateOf(withCode('EPIPE'))).not.toBe('23505');
    expect(sqlStateOf(undefined)).toBeUndefined();
  });
});
