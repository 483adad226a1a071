import { AppError } from '../errors/app-error.ts';

/**
 * The body as text. Throws PAYLOAD_TOO_LARGE beyond `limitBytes` before reading more than that, INVALID_REQUEST when it
 * is not UTF-8. A missing body is the empty string.
 */
export async function readBodyText(request: Request, limitBytes: number): Promise<string> {
  const length = request.headers.get('content-length');
  if (length !== null && Number(length) > limitBytes) throw tooLarge(limitBytes);
  // With a length the parser reads no more than it; without one the bytes are counted as they come.
  const bytes = length === null ? await readCounted(request, limitBytes) : new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > limitBytes) throw tooLarge(limitBytes);
  return decode(bytes);
}

async function readCounted(request: Request, limitBytes: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(limitBytes: number): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `the body is larger than ${limitBytes} bytes; send less or raise server.body_limit_bytes`,
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', 'the body is not UTF-8', { cause });
  }
}
