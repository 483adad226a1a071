/** Where objects lie, as plain data: threads and processes open stores of their own from it. */
export type ObjectStoreAddress = FolderAddress;

export interface FolderAddress {
  readonly kind: 'folder';
  readonly folder: string;
  /** Waits for the disk before an object counts as written. */
  readonly isDurable: boolean;
}
