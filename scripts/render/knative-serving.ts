import type { FunctionPlan } from '../stack/stack.ts';
import { NAMESPACE } from './platform.ts';
import { containerOf, labelsOf, type Manifest, probeOf, volumesOf } from './pod-parts.ts';

/** The label that keeps a Knative Service from the outside. */
const CLUSTER_LOCAL = { 'networking.knative.dev/visibility': 'cluster-local' };

/** How long a replica without requests is kept: a job rings several times. */
const SCALE_DOWN_DELAY = '60s';

/** A function as a Knative Service; one without paths, or called by the clock, is not reachable from outside. */
export function renderKnativeService(plan: FunctionPlan, installation: readonly string[]): Manifest {
  const isInternal = plan.paths.length === 0 || plan.schedule !== undefined;
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {
      name: plan.name,
      namespace: NAMESPACE,
      labels: { ...labelsOf(plan.name), ...(isInternal && CLUSTER_LOCAL) },
    },
    spec: {
      template: {
        metadata: { annotations: scalingOf(plan), labels: labelsOf(plan.name) },
        spec: {
          containerConcurrency: plan.concurrency,
          timeoutSeconds: plan.timeoutSeconds,
          responseStartTimeoutSeconds: plan.timeoutSeconds,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          containers: [
            {
              ...containerOf(plan, 'knative', installation),
              // Knative probes the port that it knows; naming one here is refused.
              readinessProbe: probeOf(plan.probes.ready),
              livenessProbe: probeOf(plan.probes.health),
            },
          ],
          volumes: volumesOf(plan),
        },
      },
    },
  };
}

/** On the template, not on the Service: there Knative would pass over them. */
function scalingOf({ scale, concurrency }: FunctionPlan): Manifest {
  return {
    'autoscaling.knative.dev/min-scale': String(scale.isZeroAllowed ? 0 : scale.min),
    'autoscaling.knative.dev/max-scale': String(scale.max),
    'autoscaling.knative.dev/scale-down-delay': SCALE_DOWN_DELAY,
    // One at a time means that the first request already fills a replica; otherwise 70 % of the bound, the default.
    ...(concurrency === 1 && { 'autoscaling.knative.dev/target-utilization-percentage': '100' }),
  };
}
