/** Files of a server's certificate, and of the authority that clients must trust for it. */
export interface ServerCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
}
