import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Address } from '../object-store-address.ts';

export type Sdk = typeof import('@aws-sdk/client-s3');

/** The vendor's package with a client for one address. */
export interface S3Access {
  readonly sdk: Sdk;
  readonly client: S3Client;
  /** The same for calls after which a server works for long before it answers. */
  readonly waitingClient: S3Client;
  /** Closes connections that are not in use: when one has died silently, those from before may have, too. */
  closeIdle(): void;
}

/** Sockets to one store; further calls wait for one of them. */
const SOCKETS_MAX = 64;
const CONNECT_TIMEOUT_MS = 5_000;
/** Silence on a connection that is in use. */
const IDLE_TIMEOUT_MS = 30_000;
/** A server may have to join a file of many gigabytes before it answers. */
const JOIN_TIMEOUT_MS = 600_000;

/** The vendor would write to the console, where a log of ours is expected. */
const SILENT: NonNullable<S3ClientConfig['logger']> = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Loads the vendor's package, at the first use: that takes 0.1 s, and functions that never touch an object start
 * without. Nothing is sent before a call.
 */
export async function loadS3(address: S3Address): Promise<S3Access> {
  const sdk = await import('@aws-sdk/client-s3');
  const agents = createAgents(address);
  return {
    sdk,
    client: new sdk.S3Client(clientConfig(address, agents, IDLE_TIMEOUT_MS)),
    waitingClient: new sdk.S3Client(clientConfig(address, agents, JOIN_TIMEOUT_MS)),
    closeIdle: () => closeIdle(agents),
  };
}

/** A client whose signatures name the address that outsiders use. */
export async function loadSigningClient(address: S3Address): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const endpoint = address.publicEndpoint ?? address.endpoint;
  const agents = createAgents(address);
  return new S3Client(clientConfig({ ...address, endpoint }, agents, IDLE_TIMEOUT_MS));
}

interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

function createAgents({ ca }: S3Address): Agents {
  const kept = { keepAlive: true, maxSockets: SOCKETS_MAX };
  return { httpAgent: new HttpAgent(kept), httpsAgent: new HttpsAgent({ ...kept, ...(ca !== undefined && { ca }) }) };
}

function closeIdle({ httpAgent, httpsAgent }: Agents): void {
  for (const agent of [httpAgent, httpsAgent])
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

/**
 * Checksums are sent and checked only where S3 demands them: servers differ, and copied upload parts cannot have any.
 * No call is repeated in here (`s3-calls.ts` does that), and none waits for `100 Continue`: for that the vendor opens a
 * connection without our certificates.
 */
function clientConfig(address: S3Address, agents: Agents, socketTimeout: number): S3ClientConfig {
  const { endpoint, region, accessKeyId, secretAccessKey } = address;
  return {
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    expectContinueHeader: false,
    logger: SILENT,
    requestHandler: { ...agents, connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout },
  };
}
