import type { FunctionPlan } from '../stack/stack.ts';

/** The first line of every rendered file. */
export const HEADING = '# Rendered from stack.yml by `npm run render`; not edited by hand.\n';

/** Where manifests put everything; names in the cluster's DNS end with it. */
export const NAMESPACE = 'tabular';
export const CLUSTER_DOMAIN = 'svc.cluster.local';

/** Of the proxy: what users reach, and where functions ring each other. */
export const PROXY_PORT = 8080;
export const RING_PORT = 8081;

/** Of every container. */
export const CONTAINER_PORT = 8080;

/** How a function is named in the cluster, as a Knative Service and as a Deployment alike; it listens on port 80. */
export function hostOf(name: string): string {
  return `${name}.${NAMESPACE}.${CLUSTER_DOMAIN}`;
}

/** The proxy holds a ring open for as long as it is worked on, so that a platform sees that the replica is busy. */
export const RING_ADDRESS = `http://${hostOf('proxy')}:${RING_PORT}/function`;

/** The type of the events that a PingSource sends. */
const PING_EVENT = 'dev.knative.sources.ping';

export type Platform = 'knative' | 'deployment';

/** What `stack.yml` says for OpenFaaS, said for another platform. */
export function environmentOf({ environment }: FunctionPlan, platform: Platform): Record<string, string> {
  const { TABULAR_SECURITY_TRUSTED_TRIGGERS: triggers, ...others } = environment;
  if (platform === 'deployment') return others;
  return {
    ...others,
    // Knative sees only open requests: a replica that works after its answer looks idle and may be removed.
    ...(others['TABULAR_PROCESSING_RUN_MODE'] !== undefined && { TABULAR_PROCESSING_RUN_MODE: 'inline' }),
    ...(triggers !== undefined && { TABULAR_SECURITY_TRUSTED_TRIGGERS: PING_EVENT }),
  };
}
