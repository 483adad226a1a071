/** Asked by orchestrators: without a key, under whatever name they know the container by, however busy it is. */
export const PROBE_PATHS: ReadonlySet<string> = new Set(['/health', '/ready', '/_/health', '/_/ready']);
