import { describe, expect, it, vi } from 'vitest';
import { commandOf, containerOf, environmentOf } from '../../../scripts/engines/engine-command.ts';
import type { FoundEngine } from '../../../scripts/engines/found-engine.ts';

const found: FoundEngine = { name: 'redis', source: 'PATH', folder: '/opt/redis', env: {} };
const inContainer: FoundEngine = { ...found, container: { client: 'podman', image: 'redis:7.0.15' } };
const place = { home: '/tmp/tabular-redis-x', owner: { uid: 12, gid: 34 }, env: { PASSWORD: 'secret' } };

describe('commandOf', () => {
  it('is the file of a program of this machine', () => {
    expect(commandOf(found, 'redis-server', place)).toEqual(['/opt/redis/redis-server']);
  });

  it('runs a container on the home folder as its owner, and shows no secret among its arguments', () => {
    const command = commandOf(inContainer, 'redis-server', place).join(' ');
    expect(command).toMatch(/^podman run --rm --name tabular-redis-x --user 12:34 --network host /);
    expect(command).toMatch(/ --volume (\S+):\1 .* --env PASSWORD --entrypoint redis-server redis:7.0.15$/);
    expect(command).not.toContain('secret');
  });
});

describe('containerOf', () => {
  it('names the container that the command runs', () => {
    expect(containerOf(inContainer, place.home)).toEqual({ client: 'podman', name: 'tabular-redis-x' });
    expect(containerOf(found, place.home)).toBeUndefined();
  });
});

describe('environmentOf', () => {
  it('holds nothing of ours but PATH for a program of this machine', () => {
    vi.stubEnv('OF_OURS', 'x');
    expect(Object.keys(environmentOf(found, place)).sort()).toEqual(['HOME', 'LC_ALL', 'PASSWORD', 'PATH', 'TMPDIR']);
    expect(environmentOf(inContainer, place)).toMatchObject({ OF_OURS: 'x', PASSWORD: 'secret' });
    vi.unstubAllEnvs();
  });
});
