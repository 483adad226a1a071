import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerCertificate } from '../../scripts/engines/server-certificate.ts';

/** A certificate authority of one test, in a temporary folder. */
export interface TestAuthority {
  /** What clients trust. */
  readonly authorityFile: string;
  /** A server's certificate for these host names and addresses (`localhost` and 127.0.0.1 unless given). */
  issue(hosts?: readonly string[]): ServerCertificate;
  /** Deletes every key. */
  close(): void;
}

const DAYS = ['-days', '2'];
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority with the openssl program; its name is not that of any other. */
export function createTestAuthority(): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'tabular-authority-'));
  const [authorityFile, authorityKey] = [join(folder, 'authority.crt'), join(folder, 'authority.key')];
  const usage = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  const subject = ['-subj', `/CN=test authority ${folder.slice(-6)}`];
  openssl(['req', '-x509', ...NEW_KEY, ...DAYS, ...subject, ...usage, '-keyout', authorityKey, '-out', authorityFile]);
  let issued = 0;
  const issue = (hosts: readonly string[] = ['localhost', '127.0.0.1']): ServerCertificate => {
    const stem = join(folder, `server-${++issued}`);
    const [keyFile, requestFile, certificateFile] = [`${stem}.key`, `${stem}.csr`, `${stem}.crt`];
    const extensionFile = `${stem}.ext`;
    writeFileSync(
      extensionFile,
      `subjectAltName=${hosts.map(alternativeName).join(',')}\nextendedKeyUsage=serverAuth\n`,
    );
    openssl(['req', ...NEW_KEY, '-subj', `/CN=${hosts[0]}`, '-keyout', keyFile, '-out', requestFile]);
    const signing = ['-CA', authorityFile, '-CAkey', authorityKey, '-CAcreateserial', '-extfile', extensionFile];
    openssl(['x509', '-req', ...DAYS, '-in', requestFile, '-out', certificateFile, ...signing]);
    return { certificateFile, keyFile, authorityFile };
  };
  return { authorityFile, issue, close: () => rmSync(folder, { recursive: true, force: true }) };
}

function alternativeName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? `IP:${host}` : `DNS:${host}`;
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
