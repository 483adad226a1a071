import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { engineSkipReason, startPostgres, startVersitygw } from '../support/engines.ts';

const skipReason = engineSkipReason('postgres') ?? engineSkipReason('versitygw');

describe('a bundled function', () => {
  it.skipIf(skipReason)(`reaches the database and the bucket as its source does ${skipReason ?? ''}`, async () => {
    const [postgres, store] = await Promise.all([startPostgres(), startVersitygw()]);
    const child = spawn(process.execPath, ['dist/operate/index.mjs'], {
      env: {
        PORT: '0',
        DATABASE_URL: postgres.url,
        S3_ENDPOINT: store.endpoint,
        S3_REGION: store.region,
        S3_BUCKET: store.bucket,
        S3_ACCESS_KEY_ID: store.accessKeyId,
        S3_SECRET_ACCESS_KEY: store.secretAccessKey,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const ready = await fetch(`http://127.0.0.1:${JSON.parse(line).port}/ready`);
    const { checks } = (await ready.json()) as { checks: object };
    child.kill('SIGTERM');
    await exited;
    await Promise.all([postgres.close(), store.close()]);
    expect(checks).toMatchObject({ database: { status: 'healthy' }, objects: { status: 'healthy' } });
  });
});
