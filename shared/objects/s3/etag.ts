/** An etag as our callers know it: S3 quotes them, and so do some servers twice or not at all. */
export function plainEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

/** An etag as conditions want it. */
export function quotedEtag(etag: string): string {
  return `"${etag}"`;
}
