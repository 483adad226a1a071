import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { isPassing, s3Error } from '../../../../shared/objects/s3/s3-error.ts';

const SUBJECT = { key: 't/a/one.bin', bucket: 'tabular-data', host: 'store:9000' };

describe('errors of S3', () => {
  it.each([
    ['NoSuchKey', 'FILE_NOT_FOUND'],
    ['NotFound', 'FILE_NOT_FOUND'],
    ['NoSuchUpload', 'FILE_NOT_FOUND'],
    ['InvalidPart', 'FILE_NOT_FOUND'],
    ['PreconditionFailed', 'OBJECT_EXISTS'],
    ['InvalidObjectState', 'OBJECT_ARCHIVED'],
    ['XMinioStorageFull', 'STORAGE_FULL'],
    ['SlowDown', 'STORAGE_UNAVAILABLE'],
    ['AccessDenied', 'STORAGE_UNAVAILABLE'],
    ['SomethingNew', 'STORAGE_UNAVAILABLE'],
  ])('calls %s %s', (name, code) => {
    expect(s3Error({ name }, SUBJECT).code).toBe(code);
  });

  it('calls a failed condition what the caller says', () => {
    expect(s3Error({ name: 'PreconditionFailed' }, { ...SUBJECT, onCondition: 'CORRUPT_PART' }).code).toBe(
      'CORRUPT_PART',
    );
  });

  it.each([
    [{ name: 'NoSuchBucket' }, /bucket tabular-data does not exist.*storage\.s3_bucket/],
    [{ name: 'AccessDenied' }, /tabular doctor s3/],
    [{ name: 'Unknown', $metadata: { httpStatusCode: 403 } }, /tabular doctor s3/],
    [{ name: 'SignatureDoesNotMatch' }, /storage\.s3_secret_access_key/],
    [{ name: 'RequestTimeTooSkewed' }, /clocks/],
    [{ name: 'Error', code: 'SELF_SIGNED_CERT_IN_CHAIN' }, /storage\.s3_ca_file/],
    [{ name: 'Error', code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, /storage\.s3_ca_file/],
    [{ name: 'Error', code: 'ENOTFOUND' }, /storage\.s3_endpoint/],
    [{ name: 'InvalidObjectState' }, /RestoreObject/],
  ])('says what to do about %o', (thrown, remedy) => {
    expect(s3Error(thrown, SUBJECT).message).toMatch(remedy);
  });

  it('repeats nothing that the server has written', () => {
    const error = s3Error({ name: 'Strange', code: 'secret value', message: 'secret text' }, SUBJECT);
    expect(error.message).not.toContain('secret');
  });

  it('holds for passing what a server may be over soon, and nothing that it has answered', () => {
    const passing = [{ name: 'SlowDown' }, { code: 'ECONNREFUSED' }, { $metadata: { httpStatusCode: 503 } }];
    const final = [{ name: 'NoSuchKey' }, { name: 'AccessDenied' }, new AppError('FILE_NOT_FOUND', 'none'), undefined];
    expect(passing.map(isPassing)).toEqual([true, true, true]);
    expect(final.map(isPassing)).toEqual([false, false, false, false]);
  });

  it('takes a full disk for what it is, whatever the status', () => {
    expect(isPassing({ name: 'XMinioStorageFull', $metadata: { httpStatusCode: 507 } })).toBe(false);
  });
});
