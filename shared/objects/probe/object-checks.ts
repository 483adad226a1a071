import { expectCode, expectThat } from './expectation.ts';
import { areSame, type S3Check, sampleBytes } from './s3-check.ts';

const RACERS = 8;
/** Beyond what is sent as one signed buffer. */
const LARGE_BYTES = 8 * 1024 * 1024;

/** What every job does with single objects. */
export const OBJECT_CHECKS: readonly S3Check[] = [
  {
    name: 'put and get',
    permissions: ['s3:PutObject', 's3:GetObject'],
    remedy: 'nothing works without it',
    async run({ store, key }) {
      const body = sampleBytes(LARGE_BYTES);
      await store.put(key('large'), [body.subarray(0, 1_000), body.subarray(1_000)]);
      expectThat(areSame(await store.read(key('large')), body), 'what was put is not what came back');
      await store.put(key('small'), [sampleBytes(10)]);
      expectThat((await store.find(key('small')))?.bytes === 10, 'HEAD does not tell the size');
      expectThat((await store.find(key('nothing'))) === undefined, 'HEAD finds an object that is not there');
    },
  },
  {
    name: 'ranges',
    permissions: ['s3:GetObject'],
    remedy: 'merging and downloads need ranges; use a store that answers them',
    async run({ store, key }) {
      const part = await store.read(key('large'), { start: 1_000_000, end: 1_000_100 });
      expectThat(areSame(part, sampleBytes(1_000_100).subarray(1_000_000)), 'a range has other bytes than the object');
      await expectCode('RANGE_NOT_SATISFIABLE', store.read(key('small'), { start: 11, end: 12 }));
    },
  },
  {
    name: 'lists',
    permissions: ['s3:ListBucket'],
    remedy: 'clearing up after jobs needs lists in the order of bytes, page by page; use a store that gives them',
    async run({ store, key }) {
      const keys = ['a', 'a-1', 'a.x', 'a0/z', 'b/c', 'b0'].map((name) => key(`list/${name}`));
      for (const one of keys) await store.put(one, [sampleBytes(1)]);
      const listed: string[] = [];
      for (let after = ''; listed.length <= keys.length; after = listed.at(-1) ?? '') {
        const page = await store.list(key('list/'), { after, limit: 4 });
        listed.push(...page.map((entry) => entry.key));
        if (page.length < 4) break;
      }
      expectThat(
        String(listed) === String(keys),
        `of ${keys.length} keys the list has ${listed.length}, or in another order`,
      );
    },
  },
  {
    name: 'delete',
    permissions: ['s3:DeleteObject'],
    remedy: 'nothing would ever be cleared up; DeleteObjects and its checksum header are needed',
    async run({ store, key }) {
      const keys = [key('gone/1'), key('gone/2')];
      for (const one of keys) await store.put(one, [sampleBytes(1)]);
      await store.delete([...keys, key('gone/never')]);
      expectThat((await store.list(key('gone/'))).length === 0, 'deleted objects are still listed');
    },
  },
  {
    name: 'conditional put',
    permissions: ['s3:PutObject'],
    remedy: 'two writers of one key overwrite each other; keys of ours have one writer each',
    isOptional: true,
    async run({ store, key }) {
      const put = () => store.put(key('once'), [sampleBytes(1)], { ifAbsent: true });
      await put();
      await expectCode('OBJECT_EXISTS', put());
      const race = Array.from({ length: RACERS }, () => store.put(key('race'), [sampleBytes(1)], { ifAbsent: true }));
      const winners = (await Promise.allSettled(race)).filter(({ status }) => status === 'fulfilled').length;
      expectThat(winners === 1, `of ${RACERS} writers at once that wanted to be the first, ${winners} were`);
    },
  },
];
