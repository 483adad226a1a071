import { describe, expect, it } from 'vitest';
import { shellLines } from '../../../scripts/engines/shell-lines.ts';

describe('shellLines', () => {
  it('lets the first engine with a variable decide, and names programs in comments', () => {
    const lines = shellLines([
      { name: 'minio', variables: { S3_ENDPOINT: 'http://127.0.0.1:1' } },
      { name: 'versitygw', variables: { S3_ENDPOINT: 'http://127.0.0.1:2' } },
      { name: 'of-watchdog', program: '/somewhere/of-watchdog', variables: {} },
    ]);
    expect(lines).toBe(`export S3_ENDPOINT='http://127.0.0.1:1'\n# of-watchdog: /somewhere/of-watchdog\n`);
  });

  it('quotes what a shell would read', () => {
    const [line] = shellLines([{ name: 'redis', variables: { REDIS_URL: `a'b$(c)` } }]).split('\n');
    expect(line).toBe(`export REDIS_URL='a'\\''b$(c)'`);
  });
});
