import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fillCache } from './engine-cache.ts';
import { ENGINES, type EngineName } from './engine-catalogue.ts';
import { containerFile, type EngineContainer } from './found-engine.ts';
import { runStep } from './run-step.ts';

const CLIENTS = ['docker', 'podman'];
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Finds a container engine that answers, has or pulls the engine's image, and notes both in the cache. Containers share
 * the machine's network, so that they too listen on the loopback address only. Throws an Error that says why not.
 */
export async function pullContainerImage(name: EngineName): Promise<void> {
  if (process.platform !== 'linux') throw new Error('containers share the network of a Linux machine only');
  const image = ENGINES[name].image!;
  const client = await findClient();
  await runStep([client, 'image', 'inspect', image]).catch(() => runStep([client, 'pull', image]));
  const container: EngineContainer = { client, image };
  await fillCache(name, (folder) => writeFile(join(folder, basename(containerFile(name))), JSON.stringify(container)));
}

async function findClient(): Promise<string> {
  for (const client of CLIENTS) {
    const answer = await runStep([client, 'version'], { timeoutMs: ANSWER_TIMEOUT_MS }).catch(() => undefined);
    if (answer !== undefined) return client;
  }
  throw new Error(`no container engine answers (${CLIENTS.join(', ')})`);
}
