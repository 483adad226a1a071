import { describe, expect, it } from 'vitest';
import { parseByteRange } from '../../../shared/http/byte-range.ts';
import { fileResponse, type ServedFile } from '../../../shared/http/file-response.ts';
import { createRequestContext } from '../../../shared/http/request-context.ts';

const CONTENT = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251);
let openReads = 0;

const FILE: ServedFile = {
  name: 'data/täble "1".csv',
  bytes: CONTENT.length,
  etag: 'abc',
  contentType: 'text/csv',
  modifiedAt: new Date('2026-01-02T03:04:05Z'),
  async *read(start, end) {
    openReads += 1;
    try {
      for (let at = start; at < end; at += 100) yield CONTENT.slice(at, Math.min(at + 100, end));
    } finally {
      openReads -= 1;
    }
  },
};

function get(headers: Record<string, string> = {}, method = 'GET', file = FILE): Response {
  const request = new Request('http://localhost/f', { method, headers });
  return fileResponse(createRequestContext(request), request, file);
}

describe('parseByteRange', () => {
  it('reads one range as RFC 9110 has it', () => {
    const cases: [string | null, unknown][] = [
      [null, { kind: 'whole' }],
      ['bytes=0-0', { kind: 'range', start: 0, end: 1 }],
      ['bytes=10-', { kind: 'range', start: 10, end: 100 }],
      ['bytes=-5', { kind: 'range', start: 95, end: 100 }],
      ['bytes=-500', { kind: 'range', start: 0, end: 100 }],
      ['bytes=90-1000', { kind: 'range', start: 90, end: 100 }],
      ['BYTES=1-2', { kind: 'range', start: 1, end: 3 }],
      ['bytes=100-', { kind: 'unsatisfiable' }],
      ['bytes=-0', { kind: 'unsatisfiable' }],
      ['bytes=5-2', { kind: 'whole' }],
      ['bytes=-', { kind: 'whole' }],
      ['bytes=0-1,5-6', { kind: 'whole' }],
      ['rows=0-1', { kind: 'whole' }],
    ];
    for (const [header, expected] of cases) expect(parseByteRange(header, 100)).toEqual(expected);
    expect(parseByteRange('bytes=0-0', 0)).toEqual({ kind: 'unsatisfiable' });
  });
});

describe('fileResponse', () => {
  it('sends the file with its name, size and tag', async () => {
    const response = get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '1000',
      'content-type': 'text/csv',
      'content-disposition': `attachment; filename="t_ble__1_.csv"; filename*=UTF-8''t%C3%A4ble%20%221%22.csv`,
      etag: '"abc"',
      'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(CONTENT);
  });

  it('sends a range, or says that there is none', async () => {
    const part = get({ range: 'bytes=150-349' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 150-349/1000']);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(CONTENT.slice(150, 350));
    const beyond = get({ range: 'bytes=1000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
    expect((await beyond.json()).code).toBe('RANGE_NOT_SATISFIABLE');
  });

  it('sends nothing that the caller has', () => {
    for (const tags of ['"abc"', 'W/"abc"', '"x", "abc"', '*']) expect(get({ 'if-none-match': tags }).status).toBe(304);
    expect(get({ 'if-none-match': '"x"' }).status).toBe(200);
  });

  it('sends the whole when a range belongs to another version', () => {
    expect(get({ range: 'bytes=0-1', 'if-range': '"abc"' }).status).toBe(206);
    expect(get({ range: 'bytes=0-1', 'if-range': 'Fri, 02 Jan 2026 03:04:05 GMT' }).status).toBe(206);
    expect(get({ range: 'bytes=0-1', 'if-range': '"old"' }).status).toBe(200);
  });

  it('answers HEAD with the headers alone', async () => {
    const response = get({}, 'HEAD');
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['1000', '']);
  });

  it('lets go of the file when the reader leaves', async () => {
    const reader = get().body!.getReader();
    await reader.read();
    expect(openReads).toBe(1);
    await reader.cancel();
    expect(openReads).toBe(0);
  });
});
