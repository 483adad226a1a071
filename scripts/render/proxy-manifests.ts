import { createHash } from 'node:crypto';
import type { Stack } from '../stack/stack.ts';
import { hostOf, NAMESPACE, PROXY_PORT, RING_PORT } from './platform.ts';
import { labelsOf, type Manifest, RESTRICTED } from './pod-parts.ts';
import { renderProxyConfiguration } from './proxy-configuration.ts';

const NAME = 'proxy';
const REPLICAS = 2;

/** nginx as its makers build it for users without rights; two clauses of BSD. */
const IMAGE = 'nginxinc/nginx-unprivileged:1.28-alpine';

/** The name that the DNS service has in nearly every cluster. */
export const RESOLVER = 'kube-dns.kube-system.svc.cluster.local';

const FOLDER = '/etc/nginx/tabular';

/** The one entry of a cluster: its configuration, two replicas, and the Service in front of them. */
export function renderProxy(stack: Stack): Manifest[] {
  const configuration = renderProxyConfiguration(stack, { addressOf: hostOf, resolver: RESOLVER });
  const metadata = { name: NAME, namespace: NAMESPACE, labels: labelsOf(NAME) };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'nginx.conf': configuration } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: REPLICAS,
        selector: { matchLabels: labelsOf(NAME) },
        template: {
          // nginx reads its configuration once: another one means other pods.
          metadata: { labels: labelsOf(NAME), annotations: { 'tabular/configuration': digestOf(configuration) } },
          spec: podOfProxy(),
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: labelsOf(NAME),
        ports: [
          { name: 'http', port: 80, targetPort: PROXY_PORT },
          { name: 'rings', port: RING_PORT, targetPort: RING_PORT },
        ],
      },
    },
  ];
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function podOfProxy(): Manifest {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // Downloads and streams of events may end by themselves.
    terminationGracePeriodSeconds: 60,
    containers: [
      {
        name: NAME,
        image: IMAGE,
        command: ['nginx', '-c', `${FOLDER}/nginx.conf`, '-g', 'daemon off;'],
        ports: [{ containerPort: PROXY_PORT }, { containerPort: RING_PORT }],
        resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { cpu: '1', memory: '128Mi' } },
        securityContext: RESTRICTED,
        readinessProbe: { tcpSocket: { port: PROXY_PORT }, periodSeconds: 5 },
        livenessProbe: { tcpSocket: { port: PROXY_PORT }, periodSeconds: 10 },
        // The image asks for SIGQUIT, by which nginx lets requests end; before it, load balancers learn of the end.
        lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
        volumeMounts: [
          { name: 'configuration', mountPath: FOLDER, readOnly: true },
          { name: 'scratch', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'configuration', configMap: { name: NAME } },
      { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
    ],
  };
}
