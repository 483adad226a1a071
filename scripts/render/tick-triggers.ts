import type { FunctionPlan } from '../stack/stack.ts';
import { hostOf, NAMESPACE } from './platform.ts';
import { labelsOf, type Manifest, RESTRICTED, SECRETS_MOUNT, volumesOf } from './pod-parts.ts';

const INTERNAL_SECRET = 'tabular-internal-secret';
const API_KEY = 'tabular-api-key';

/** Rings a function of a schedule by a Job of Kubernetes, which needs nothing but the function's own image. */
export function renderCronJob(plan: FunctionPlan, schedule: string): Manifest {
  const name = `ring-${plan.name}`;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace: NAMESPACE, labels: labelsOf(name) },
    spec: {
      schedule,
      // A call that takes longer than a minute is no reason to miss the next, and two at once harm nothing.
      concurrencyPolicy: 'Allow',
      startingDeadlineSeconds: 30,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: plan.timeoutSeconds + 10,
          template: { metadata: { labels: labelsOf(name) }, spec: ringPod(plan) },
        },
      },
    },
  };
}

function ringPod(plan: FunctionPlan): Manifest {
  const [secrets] = volumesOf({ secrets: [INTERNAL_SECRET, API_KEY], optionalSecrets: [] });
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    containers: [
      {
        name: 'ring',
        image: plan.image,
        command: ['node', '/app/ring-function.mjs', `http://${hostOf(plan.name)}/`, String(plan.timeoutSeconds)],
        resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
        securityContext: RESTRICTED,
        volumeMounts: [SECRETS_MOUNT],
      },
    ],
    volumes: [secrets],
  };
}

/** The same by Knative Eventing, whose events name their type and carry no secret. */
export function renderPingSource(plan: FunctionPlan, schedule: string): Manifest {
  const name = `ring-${plan.name}`;
  return {
    apiVersion: 'sources.knative.dev/v1',
    kind: 'PingSource',
    metadata: { name, namespace: NAMESPACE, labels: labelsOf(name) },
    spec: {
      schedule,
      contentType: 'application/json',
      data: '{}',
      sink: { ref: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: plan.name }, uri: '/' },
    },
  };
}
