import { stringify } from 'yaml';
import { readStack, readStackDocument } from '../stack/read-stack.ts';
import type { FunctionPlan, Stack } from '../stack/stack.ts';
import { renderCommunityStack } from './community-stack.ts';
import { renderDeployment, renderService } from './deployment.ts';
import { renderKnativeService } from './knative-serving.ts';
import { HEADING, NAMESPACE, RING_ADDRESS } from './platform.ts';
import { CONFIG_MAP, labelsOf, type Manifest } from './pod-parts.ts';
import { renderProxyConfiguration } from './proxy-configuration.ts';
import { RESOLVER, renderProxy } from './proxy-manifests.ts';
import { renderCronJob, renderPingSource } from './tick-triggers.ts';

/** Folders below `infra` that hold rendered files and nothing else. */
export const RENDERED_FOLDERS = ['knative', 'openfaas'] as const;

/** Of OpenFaaS on Kubernetes. */
const GATEWAY = 'gateway.openfaas.svc.cluster.local:8080';

/** Every rendered file: its path below `infra`, and its text. `variables` are those of `stack.yml`. */
export function renderFiles(variables: Readonly<Record<string, string | undefined>> = {}): Map<string, string> {
  const stack = readStack(variables);
  return new Map([
    ['knative/configuration.yaml', toYaml(renderConfiguration(stack))],
    ['knative/proxy.yaml', toYaml(renderProxy(stack))],
    ...stack.functions.flatMap((plan) => renderFunction(plan, Object.keys(stack.installation))),
    ['openfaas/community.yml', HEADING + toText(renderCommunityStack(readStackDocument(variables)))],
    ['openfaas/nginx.conf', renderGatewayProxy(stack)],
  ]);
}

function renderFunction(plan: FunctionPlan, installation: readonly string[]): [path: string, text: string][] {
  const files: [string, string][] = [
    [`knative/services/${plan.name}.yaml`, toYaml([renderKnativeService(plan, installation)])],
    [`knative/deployments/${plan.name}.yaml`, toYaml([renderDeployment(plan, installation), renderService(plan.name)])],
  ];
  if (plan.schedule === undefined) return files;
  return [
    ...files,
    [`knative/${plan.name}-by-cron-job.yaml`, toYaml([renderCronJob(plan, plan.schedule)])],
    [`knative/${plan.name}-by-ping-source.yaml`, toYaml([renderPingSource(plan, plan.schedule)])],
  ];
}

/** The namespace and what differs by installation; an overlay changes the values. */
function renderConfiguration({ installation }: Stack): Manifest[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: CONFIG_MAP, namespace: NAMESPACE, labels: labelsOf(CONFIG_MAP) },
      data: { ...installation, TABULAR_PROCESSING_FUNCTIONS_URL: RING_ADDRESS },
    },
  ];
}

/** In front of OpenFaaS' gateway, which knows functions by their paths alone. */
function renderGatewayProxy(stack: Stack): string {
  return renderProxyConfiguration(stack, {
    addressOf: () => GATEWAY,
    prefixOf: (name) => `/function/${name}`,
    resolver: RESOLVER,
  });
}

function toYaml(manifests: readonly Manifest[]): string {
  return HEADING + manifests.map(toText).join('---\n');
}

function toText(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
