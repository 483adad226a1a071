import { expectCode, expectThat } from './expectation.ts';
import { areSame, type S3Check, sampleBytes } from './s3-check.ts';

/** What merging does: files are put together inside the store. */
export const UPLOAD_CHECKS: readonly S3Check[] = [
  {
    name: 'multipart upload',
    permissions: ['s3:PutObject', 's3:ListMultipartUploadParts'],
    remedy: 'files of several parts cannot be made; use a store that has multipart uploads',
    async run({ store, key }) {
      const body = sampleBytes(store.uploadPartBytesMin + 3);
      const upload = await store.createUpload(key('joined'), { metadata: { 'plan-hash': 'probe' } });
      await store.putUploadPart(upload, 1, [sampleBytes(9)]);
      const first = await store.putUploadPart(upload, 1, [body.subarray(0, store.uploadPartBytesMin)]);
      const last = await store.putUploadPart(upload, 2, [body.subarray(store.uploadPartBytesMin)]);
      const listed = (await store.listUploadParts(upload)).map(({ partNumber, etag }) => `${partNumber} ${etag}`);
      expectThat(String(listed) === `1 ${first.etag},2 ${last.etag}`, 'the list of parts is not what was uploaded');
      await store.completeUpload(upload, [first, last]);
      expectThat(areSame(await store.read(key('joined')), body), 'a joined object has other bytes than its parts');
      expectThat(
        (await store.find(key('joined')))?.metadata?.['plan-hash'] === 'probe',
        'metadata of an upload is lost',
      );
    },
  },
  {
    name: 'copied parts',
    permissions: ['s3:GetObject', 's3:PutObject'],
    remedy: 'merging joins parts inside the store (UploadPartCopy with a range); use a store that has it',
    async run({ store, key }) {
      const source = await requireLarge(store.find(key('large')));
      const upload = await store.createUpload(key('copied'));
      const range = { start: 1_000, end: 1_000 + store.uploadPartBytesMin };
      const copied = await store.copyUploadPart(upload, 1, { key: key('large'), range, ifMatch: source });
      const footer = await store.putUploadPart(upload, 2, [sampleBytes(5)]);
      await store.completeUpload(upload, [copied, footer]);
      const expected = Buffer.concat([sampleBytes(range.end).subarray(range.start), sampleBytes(5)]);
      expectThat(areSame(await store.read(key('copied')), expected), 'a copied range has other bytes than its source');
    },
  },
  {
    name: 'conditions of copies',
    permissions: ['s3:GetObject', 's3:PutObject'],
    remedy: 'a part that was replaced meanwhile could be merged; use a store that heeds x-amz-copy-source-if-match',
    async run({ store, key }) {
      const upload = await store.createUpload(key('refused'));
      const source = { key: key('large'), range: { start: 0, end: 10 }, ifMatch: 'd41d8cd98f00b204e9800998ecf8427e' };
      await expectCode('CORRUPT_PART', store.copyUploadPart(upload, 1, source));
      await store.abortUpload(upload);
    },
  },
  {
    name: 'abort',
    permissions: ['s3:AbortMultipartUpload'],
    remedy: 'parts of files that failed would stay for ever; use a store that aborts uploads',
    async run({ store, key }) {
      const upload = await store.createUpload(key('aborted'));
      await store.putUploadPart(upload, 1, [sampleBytes(1)]);
      await store.abortUpload(upload);
      await expectCode('FILE_NOT_FOUND', store.listUploadParts(upload));
    },
  },
  {
    name: 'open uploads',
    permissions: ['s3:ListBucketMultipartUploads'],
    remedy: 'tick cannot find what crashes leave; give the bucket a lifecycle rule that aborts uploads after 7 days',
    isOptional: true,
    async run({ store, key }) {
      const upload = await store.createUpload(key('open'));
      const isListed = (await store.listUploads()).some(({ uploadId }) => uploadId === upload.uploadId);
      await store.abortUpload(upload);
      expectThat(isListed, 'an upload that was begun is not listed');
    },
  },
];

/** The etag of the object that another check has put. */
async function requireLarge(found: Promise<{ readonly etag: string } | undefined>): Promise<string> {
  const large = await found;
  expectThat(large !== undefined, 'the object to copy from could not be put');
  return large?.etag ?? '';
}
