import type { FunctionPlan } from '../stack/stack.ts';
import { CONTAINER_PORT, NAMESPACE } from './platform.ts';
import { containerOf, labelsOf, type Manifest, probeOf, volumesOf } from './pod-parts.ts';

/** For load balancers to learn that a replica ends, before it stops to accept. */
const LEAVING_SECONDS = 5;
/** What `server.drain_seconds` takes at most, with a margin. */
const DRAIN_SECONDS = 25;

/** A function as a Deployment, for clusters without Knative. */
export function renderDeployment(plan: FunctionPlan, installation: readonly string[]): Manifest {
  const labels = labelsOf(plan.name);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: plan.name, namespace: NAMESPACE, labels },
    spec: {
      replicas: plan.scale.min,
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { metadata: { labels }, spec: podOf(plan, installation) },
    },
  };
}

/** Its Service: under the name and on the port that a Knative Service would have. */
export function renderService(name: string): Manifest {
  const labels = labelsOf(name);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE, labels },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: CONTAINER_PORT }] },
  };
}

function podOf(plan: FunctionPlan, installation: readonly string[]): Manifest {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: LEAVING_SECONDS + DRAIN_SECONDS,
    containers: [
      {
        ...containerOf(plan, 'deployment', installation),
        readinessProbe: { ...probeOf(plan.probes.ready, CONTAINER_PORT), periodSeconds: 5, timeoutSeconds: 3 },
        livenessProbe: { ...probeOf(plan.probes.health, CONTAINER_PORT), periodSeconds: 10, timeoutSeconds: 3 },
        lifecycle: { preStop: { exec: { command: ['sleep', String(LEAVING_SECONDS)] } } },
      },
    ],
    volumes: volumesOf(plan),
  };
}
