import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Why no pod can be made here, or undefined. Runtime programs listen on ports that cannot be chosen, so that only
 * network namespaces let several of them run side by side.
 */
export const POD_SKIP_REASON = findSkipReason();

/** A network of its own, as the containers of a pod share one. */
export interface Pod {
  /** Where we reach what listens in it. */
  readonly address: string;
  /** Where it reaches us. */
  readonly hostAddress: string;
  /** Starts a program, which sees no other processes than its own. */
  run(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Container>;
  /** Kills everything in it; the network goes with the last process. */
  close(): Promise<void>;
}

export interface Container {
  /** What stands before the program and ends with its exit code. */
  readonly child: ChildProcess;
  /** Process number of the program as we see it. */
  readonly pid: number;
}

/** Addresses for tests of networks (RFC 2544). */
const NETWORK = '198.18';
let podCount = 0;

/** Makes a pod that reaches `ports` of our loopback address under its `hostAddress`. Dies with this process. */
export async function startPod(ports: readonly number[] = []): Promise<Pod> {
  const pause = start(['unshare', '--net', 'sleep', 'infinity'], {});
  await untilApart(pause.pid!);
  const [hostAddress, address] = connectPod(pause.pid!);
  const relays = await Promise.all(ports.map((port) => relay(hostAddress, port)));
  const children = [pause];
  return {
    address,
    hostAddress,
    async run(command, env) {
      const enter = ['nsenter', '-t', String(pause.pid), '-n', 'unshare', '--pid', '--fork', '--kill-child'];
      const child = start([...enter, ...command], env);
      children.push(child);
      return { child, pid: await childOf(child.pid!) };
    },
    async close() {
      for (const close of relays) close();
      await Promise.all(children.map(kill));
    },
  };
}

function start(command: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

const POLL_MS = 5;

/** The process that a program has started, by whichever of its threads. */
async function childOf(pid: number): Promise<number> {
  for (;;) {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '),
    );
    const first = children.find((child) => child !== '');
    if (first !== undefined) return Number(first);
    await delay(POLL_MS);
  }
}

/** Until the process has left our network. */
async function untilApart(pid: number): Promise<void> {
  while (readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync('/proc/self/ns/net')) await delay(POLL_MS);
}

/** Two addresses that no pod of another test process has; those begin elsewhere. */
function findAddresses(): [host: string, pod: string] {
  const taken = new Set(Object.values(networkInterfaces()).flatMap((those) => those?.map(({ address }) => address)));
  for (;;) {
    podCount += 1;
    const place = (process.pid * 61 + podCount) % 0x7f_ff;
    const [third, fourth] = [place >> 7, (place & 0x7f) * 2];
    const host = `${NETWORK}.${third}.${fourth}`;
    if (!taken.has(host)) return [host, `${NETWORK}.${third}.${fourth + 1}`];
  }
}

/** A cable between our network and the pod's: our address and its. */
function connectPod(pid: number): [hostAddress: string, address: string] {
  const [host, pod] = findAddresses();
  const name = `tp${process.pid}n${podCount}`;
  const ours = (...args: string[]) => execFileSync('ip', args);
  const inside = (...args: string[]) => execFileSync('nsenter', ['-t', String(pid), '-n', 'ip', ...args]);
  ours('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid));
  ours('addr', 'add', host, 'peer', pod, 'dev', name);
  ours('link', 'set', name, 'up');
  inside('link', 'set', 'lo', 'up');
  inside('addr', 'add', pod, 'peer', host, 'dev', 'eth0');
  inside('link', 'set', 'eth0', 'up');
  return [host, pod];
}

/** Passes connections to `address` on to the loopback address; answers how to end them. */
async function relay(address: string, port: number): Promise<() => void> {
  const open = new Set<Socket>();
  const server: Server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(port, address);
  await once(server, 'listening');
  return () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
}

function findSkipReason(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need Linux and root';
  const missing = ['ip', 'unshare', 'nsenter', 'setpriv'].filter((name) => spawnSync(name, ['-V']).error);
  if (missing.length > 0) return `${missing.join(', ')} not found: packages iproute2 and util-linux`;
  const { status } = spawnSync('unshare', ['--net', '--pid', '--fork', 'true']);
  return status === 0 ? undefined : 'this machine lets nobody make network namespaces';
}
