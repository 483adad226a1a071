import { describe, expect, it } from 'vitest';
import { readConnectionAddress } from '../../../shared/database/connection-address.ts';

const URL_SECRET = 'postgres://user:secret@db.example:5432/name';

describe('the address of a database', () => {
  it('keeps everything in the URL but what says how to encrypt', () => {
    const address = readConnectionAddress(`${URL_SECRET}?sslmode=require&application_name=x`);
    expect(address).toEqual({ url: `${URL_SECRET}?application_name=x`, tls: { rejectUnauthorized: false } });
    expect(readConnectionAddress(URL_SECRET)).toEqual({ url: URL_SECRET, tls: false });
  });

  it.each([
    ['a mode that would fall back to plain text', '?sslmode=prefer', /sslmode prefer; use one of disable, require/],
    ['a parameter it does not know', '?sslnegotiation=direct', /parameter sslnegotiation/],
    [
      'a CA that cannot be read',
      '?sslmode=verify-full&sslrootcert=/nowhere/ca.pem',
      /\/nowhere\/ca.pem .* cannot be read/,
    ],
  ])('refuses %s, without quoting the URL', (_, query, message) => {
    const read = () => readConnectionAddress(`${URL_SECRET}${query}`);
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringMatching(message) }));
    expect(read).not.toThrow(/secret/);
  });

  it('refuses what is no URL, without quoting it', () => {
    expect(() => readConnectionAddress('postgres://user:secret@[bad')).toThrow(/is not a URL; it looks like/);
  });
});
