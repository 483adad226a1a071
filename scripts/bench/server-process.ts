import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../engines/free-port.ts';

/** A server under measurement, in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts `node <arguments>` with PORT set to a free port and waits until it accepts connections. */
export async function startServer(
  nodeArguments: readonly string[],
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const server = spawnServer(nodeArguments, env, await findFreePort());
  await waitForPort(server.port, server.process);
  return server;
}

/** The same at a given port, without waiting. The process ends with this one. */
export function spawnServer(
  nodeArguments: readonly string[],
  env: Record<string, string>,
  port: number,
): ServerProcess {
  const child = spawn(process.execPath, [...nodeArguments], {
    env: { ...process.env, PORT: String(port), TABULAR_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return { port, process: child, stop: () => stopProcess(child) };
}

/** Polls every half millisecond, so that a cold start is measured to about that. */
export async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`the server ended with exit code ${child.exitCode} before it listened`);
    if (await accepts(port)) return;
    await sleep(0.5);
  }
  throw new Error(`nothing listens on port ${port} after 30 s`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
