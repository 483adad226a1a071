/** RFC 7240: whether the caller would rather have a job than wait. Other preferences are passed over, as it allows. */
export function prefersAsync(header: string | null | undefined): boolean {
  if (header === null || header === undefined) return false;
  return header.split(',').some((preference) => /^respond-async(\s*;.*)?$/i.test(preference.trim()));
}
