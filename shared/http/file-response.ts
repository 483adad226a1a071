import { AppError } from '../errors/app-error.ts';
import { parseByteRange, type RequestedRange } from './byte-range.ts';
import { problemResponse } from './problem-response.ts';
import type { RequestContext } from './request-context.ts';
import { type ResponseHeaders, respond } from './respond.ts';
import { toStream } from './to-stream.ts';

/** A stored file as HTTP needs it. */
export interface ServedFile {
  readonly name: string;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly modifiedAt: Date;
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** GET and HEAD of a file that never changes: conditions, one range, streamed with the reader's backpressure. */
export function fileResponse(context: RequestContext, request: Request, file: ServedFile): Response {
  const etag = `"${file.etag}"`;
  const headers: ResponseHeaders = {
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    etag,
    'last-modified': file.modifiedAt.toUTCString(),
  };
  if (matchesAny(request.headers.get('if-none-match'), etag)) return respond(context, null, { status: 304, headers });
  const range = rangeOf(request, file, etag);
  if (range.kind === 'unsatisfiable') {
    const error = new AppError(
      'RANGE_NOT_SATISFIABLE',
      `the file has ${file.bytes} bytes, the range begins behind them`,
    );
    return problemResponse(context, error, { 'content-range': `bytes */${file.bytes}` });
  }
  const start = range.kind === 'whole' ? 0 : range.start;
  const end = range.kind === 'whole' ? file.bytes : range.end;
  headers['content-type'] = file.contentType;
  headers['content-length'] = String(end - start);
  headers['content-disposition'] = dispositionOf(file.name);
  if (range.kind === 'range') headers['content-range'] = `bytes ${start}-${end - 1}/${file.bytes}`;
  const body = request.method === 'HEAD' ? null : toStream(file.read(start, end));
  return respond(context, body, { status: range.kind === 'whole' ? 200 : 206, headers });
}

/** `If-Range` with another version of the file turns a range into the whole. */
function rangeOf(request: Request, file: ServedFile, etag: string): RequestedRange {
  const condition = request.headers.get('if-range');
  const isSame = condition === null || condition === etag || condition === file.modifiedAt.toUTCString();
  return isSame ? parseByteRange(request.headers.get('range'), file.bytes) : { kind: 'whole' };
}

function matchesAny(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === etag);
}

/** A `Content-Disposition` as RFC 6266 has it: an ASCII name for every client and the exact one for those that read it. */
export function dispositionOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const ascii = base.replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(base)}`;
}
