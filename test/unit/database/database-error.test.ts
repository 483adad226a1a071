import { describe, expect, it } from 'vitest';
import { endsConnection, sqlStateOf, translateDatabaseError } from '../../../shared/database/database-error.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

const withCode = (code: string) => Object.assign(new Error('text that nobody reads'), { code });

describe('database errors', () => {
  it.each(['08006', '53300', '57P01', '40P01', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])(
    'takes %s as unavailable',
    (code) => {
      expect(translateDatabaseError(withCode(code))).toMatchObject({ code: 'DATABASE_UNAVAILABLE', isRetryable: true });
    },
  );

  it.each(['57014', '55P03'])('takes %s as busy', (code) => {
    const busy = { code: 'DATABASE_BUSY', isRetryable: true, status: 503, retryAfterSeconds: 2 };
    expect(translateDatabaseError(withCode(code))).toMatchObject(busy);
  });

  it.each(['28P01', '3D000'])('says for %s that the address is wrong', (code) => {
    const refused = Object.assign(withCode(code), { severity: 'FATAL' });
    const message = expect.stringMatching(/check database.url/);
    expect(translateDatabaseError(refused)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', message });
  });

  it('tells a certificate that is not to be trusted apart', () => {
    const codes = ['ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];
    for (const code of [...codes, 'CERT_HAS_EXPIRED'])
      expect(translateDatabaseError(withCode(code))).toMatchObject({
        message: expect.stringMatching(/database.ca_file/),
      });
  });

  it('takes whatever ended the connection as unavailable, and nothing else as its end', () => {
    const asleep = Object.assign(withCode('25P03'), { severity: 'FATAL' });
    expect(translateDatabaseError(asleep)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    for (const thrown of [asleep, withCode('EPIPE'), new Error('ended')]) expect(endsConnection(thrown)).toBe(true);
    const refused = Object.assign(withCode('53300'), { severity: 'ERROR' });
    for (const thrown of [refused, withCode('23505'), new TypeError('bug')]) expect(endsConnection(thrown)).toBe(false);
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
    expect(sqlStateOf(withCode('EPIPE'))).toBeUndefined();
    expect(sqlStateOf(undefined)).toBeUndefined();
  });
});
