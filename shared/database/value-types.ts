const BOOL = 16;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const JSON_TEXT = 114;
const FLOAT4 = 700;
const FLOAT8 = 701;
const TIMESTAMPTZ = 1184;
const NUMERIC = 1700;
const JSONB = 3802;

const DECODERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [BOOL, (text) => text === 't'],
  [JSON_TEXT, (text) => JSON.parse(text)],
  [JSONB, (text) => JSON.parse(text)],
  [TIMESTAMPTZ, decodeTimestamp],
  ...[INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC].map((oid) => [oid, Number] as const),
]);

/** A value of PostgreSQL's text format as JavaScript sees it, by type oid; types without a decoder stay strings. */
export function decodeValue(oid: number, text: string): unknown {
  const decode = DECODERS.get(oid);
  return decode === undefined ? text : decode(text);
}

/** A parameter in PostgreSQL's text format: Dates as RFC 3339, arrays as PostgreSQL arrays, other objects as JSON. */
export function encodeParameter(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(encodeElement).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function encodeElement(value: unknown): string {
  const text = encodeParameter(value);
  return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** PostgreSQL writes `2025-01-01 00:00:00.123+00`; both engines run with `TimeZone` UTC. */
function decodeTimestamp(text: string): Date {
  const isWholeHour = /[+-]\d\d$/.test(text);
  return new Date(`${text.replace(' ', 'T')}${isWholeHour ? ':00' : ''}`);
}
