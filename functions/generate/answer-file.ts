import type { Config } from '../../shared/config/config.ts';
import { FileQuery } from '../../shared/contracts/job-queries.ts';
import type { ApiContext } from '../../shared/http/api.ts';
import { dispositionOf, fileResponse } from '../../shared/http/file-response.ts';
import { parseQuery } from '../../shared/http/parse-query.ts';
import { respond } from '../../shared/http/respond.ts';
import type { JobStores } from './dependencies.ts';
import { findFile, type StoredFile } from './find-file.ts';

/** A signed address is for a download that begins at once; whoever comes later asks here again. */
const ADDRESS_SECONDS = 300;

/**
 * A file of a dataset, through this server or by a redirect to the store. Unless the caller says which: by a redirect
 * where the store has an address for clients. A HEAD is answered here, since an address is signed for one method.
 */
export async function answerFile(
  c: ApiContext,
  stores: JobStores,
  { s3_public_endpoint }: Config['storage'],
): Promise<Response> {
  const { delivery = s3_public_endpoint === undefined ? 'stream' : 'redirect' } = parseQuery(c.req.url, FileQuery);
  const file = await findFile(stores, c.req.param('id') ?? '', c.req.param('name') ?? '');
  const isRedirected = delivery === 'redirect' && c.req.raw.method === 'GET';
  const location = isRedirected ? await signAddress(file, stores) : undefined;
  if (location === undefined) return fileResponse(c.env, c.req.raw, file);
  return respond(c.env, null, { status: 307, headers: { location, etag: `"${file.etag}"` } });
}

/** Undefined where objects have no addresses. */
function signAddress(file: StoredFile, { objects }: Pick<JobStores, 'objects'>): Promise<string | undefined> {
  return objects.presign(file.key, {
    method: 'GET',
    expiresSeconds: ADDRESS_SECONDS,
    contentType: file.contentType,
    contentDisposition: dispositionOf(file.name),
  });
}
