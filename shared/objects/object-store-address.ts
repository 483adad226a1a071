/** Where objects lie, as plain data: threads and processes open stores of their own from it. */
export type ObjectStoreAddress = FolderAddress | S3Address;

export interface FolderAddress {
  readonly kind: 'folder';
  readonly folder: string;
  /** Waits for the disk before an object counts as written. */
  readonly isDurable: boolean;
}

export interface S3Address {
  readonly kind: 's3';
  /** `http://` or `https://`, host and port. */
  readonly endpoint: string;
  /** Under which clients from outside reach the same store, where that differs. */
  readonly publicEndpoint?: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Certificates (PEM) that alone may vouch for the endpoint; absent: those that the system trusts. */
  readonly ca?: string;
}
