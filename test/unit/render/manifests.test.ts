import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderFiles } from '../../../scripts/render/render-files.ts';
import { readStack } from '../../../scripts/stack/read-stack.ts';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly resources: { readonly limits: object; readonly requests: object };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface PodSpec {
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string; readonly projected?: { readonly sources: readonly unknown[] } }[];
  readonly containerConcurrency?: number;
  readonly timeoutSeconds?: number;
  readonly responseStartTimeoutSeconds?: number;
}

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs by kind
  readonly spec: any;
}

const manifests = [...renderFiles()]
  .filter(([name]) => name.startsWith('knative/'))
  .flatMap(([name, text]) =>
    parseAllDocuments(text).map((document) => ({ name, manifest: document.toJS() as Rendered })),
  );
const ofKind = (apiVersion: string, kind: string) =>
  manifests.map(({ manifest }) => manifest).filter((entry) => entry.apiVersion === apiVersion && entry.kind === kind);
const knativeServices = ofKind('serving.knative.dev/v1', 'Service');
const deployments = ofKind('apps/v1', 'Deployment').filter(({ metadata }) => metadata.name !== 'proxy');
const { functions } = readStack();
const planOf = (name: string) => functions.find((plan) => plan.name === name)!;
const podOf = ({ kind, spec }: Rendered): PodSpec =>
  kind === 'CronJob' ? spec.jobTemplate.spec.template.spec : spec.template.spec;
const environmentOf = (manifest: Rendered) =>
  Object.fromEntries((podOf(manifest).containers[0].env ?? []).map(({ name, value }) => [name, value]));
const pods = [...knativeServices, ...ofKind('apps/v1', 'Deployment'), ...ofKind('batch/v1', 'CronJob')];

describe('manifests', () => {
  it('run every function of stack.yml, on Knative and as a Deployment', () => {
    const names = functions.map(({ name }) => name).sort();
    expect(knativeServices.map(({ metadata }) => metadata.name).sort()).toEqual(names);
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual(names);
    for (const { name, image } of functions)
      for (const manifest of [...knativeServices, ...deployments].filter(({ metadata }) => metadata.name === name))
        expect(podOf(manifest).containers[0].image).toBe(image);
  });

  it('lie in one namespace', () => {
    const others = manifests.filter(({ manifest }) => manifest.kind !== 'Namespace');
    expect(new Set(others.map(({ manifest }) => manifest.metadata.namespace))).toEqual(new Set(['tabular']));
  });

  it.each(pods.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    '%s runs without rights, with bounds, and mounts only volumes that it has',
    (_name, manifest) => {
      const { containers, volumes } = podOf(manifest);
      const [{ resources, securityContext, volumeMounts }] = containers;
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(Object.keys({ ...resources.limits, ...resources.requests }).sort()).toEqual(['cpu', 'memory']);
      expect(volumes.map(({ name }) => name).sort()).toEqual(volumeMounts.map(({ name }) => name).sort());
    },
  );

  it('take every secret of a function from one folder, and live without those that may be missing', () => {
    for (const manifest of [...knativeServices, ...deployments]) {
      const { secrets, optionalSecrets } = planOf(manifest.metadata.name);
      const volume = podOf(manifest).volumes.find(({ name }) => name === 'secrets');
      expect(volume?.projected?.sources).toEqual([
        ...secrets.map((name) => ({ secret: { name } })),
        ...optionalSecrets.map((name) => ({ secret: { name, optional: true } })),
      ]);
    }
  });

  it('give nothing of of-watchdog to a function that runs without it', () => {
    const names = [...knativeServices, ...deployments].flatMap((manifest) => Object.keys(environmentOf(manifest)));
    expect(names.filter((name) => name !== name.toUpperCase())).toEqual([]);
  });
});

describe('Knative Services', () => {
  it('send as many requests as a replica takes, and end them after the time of stack.yml', () => {
    for (const manifest of knativeServices) {
      const { concurrency, timeoutSeconds } = planOf(manifest.metadata.name);
      expect(podOf(manifest)).toMatchObject({
        containerConcurrency: concurrency,
        timeoutSeconds,
        responseStartTimeoutSeconds: timeoutSeconds,
      });
      // The most that Knative allows without another configuration.
      expect(timeoutSeconds).toBeLessThanOrEqual(600);
    }
  });

  it('hide what only the platform calls', () => {
    const hidden = knativeServices.filter(
      ({ metadata }) => metadata.labels?.['networking.knative.dev/visibility'] === 'cluster-local',
    );
    expect(hidden.map(({ metadata }) => metadata.name)).toEqual(['chunk', 'merge', 'tick']);
  });

  it('keep chunk and merge at work while a request is open, and at none without', () => {
    for (const name of ['chunk', 'merge']) {
      const manifest = knativeServices.find(({ metadata }) => metadata.name === name)!;
      expect(environmentOf(manifest)['TABULAR_PROCESSING_RUN_MODE']).toBe('inline');
      expect(manifest.spec.template.metadata.annotations['autoscaling.knative.dev/min-scale']).toBe('0');
      const deployed = deployments.find(({ metadata }) => metadata.name === name)!;
      expect(environmentOf(deployed)['TABULAR_PROCESSING_RUN_MODE']).toBe('background');
    }
  });

  it('write the bounds of scale on the template, where Knative reads them', () => {
    for (const { metadata, spec } of knativeServices)
      expect(spec.template.metadata.annotations['autoscaling.knative.dev/max-scale']).toBe(
        String(planOf(metadata.name).scale.max),
      );
  });
});

describe('Deployments', () => {
  it('are reached under the name and port of a Knative Service', () => {
    const services = ofKind('v1', 'Service').filter(({ metadata }) => metadata.name !== 'proxy');
    for (const { metadata, spec } of services) {
      const deployment = deployments.find((entry) => entry.metadata.name === metadata.name)!;
      expect(spec.ports).toEqual([{ name: 'http', port: 80, targetPort: 8080 }]);
      expect(deployment.spec.template.metadata.labels).toEqual(spec.selector);
    }
    expect(services.length).toBe(deployments.length);
  });
});

describe('the clock', () => {
  it('rings tick by a CronJob or by a PingSource, at the schedule of stack.yml', () => {
    const [job] = ofKind('batch/v1', 'CronJob');
    const [source] = ofKind('sources.knative.dev/v1', 'PingSource');
    const { schedule } = planOf('tick');
    expect(job!.spec).toMatchObject({ schedule });
    expect(podOf(job!).containers[0]).toMatchObject({
      command: ['node', '/app/ring-function.mjs', 'http://tick.tabular.svc.cluster.local/', '120'],
    });
    expect(source!.spec).toMatchObject({ schedule, sink: { ref: { kind: 'Service', name: 'tick' }, uri: '/' } });
  });

  it('is believed by tick where it can show no secret: on Knative a PingSource, on OpenFaaS the cron connector', () => {
    const tick = knativeServices.find(({ metadata }) => metadata.name === 'tick')!;
    expect(environmentOf(tick)['TABULAR_SECURITY_TRUSTED_TRIGGERS']).toBe('dev.knative.sources.ping');
    expect(planOf('tick').environment['TABULAR_SECURITY_TRUSTED_TRIGGERS']).toBe('cron-connector');
    const deployed = deployments.find(({ metadata }) => metadata.name === 'tick')!;
    expect(environmentOf(deployed)).not.toHaveProperty('TABULAR_SECURITY_TRUSTED_TRIGGERS');
  });
});

describe('the configuration of an installation', () => {
  it('is read by every function, and lets functions ring each other through the proxy', () => {
    const [map] = ofKind('v1', 'ConfigMap').filter(({ metadata }) => metadata.name === 'tabular') as [
      Rendered & { readonly data: Record<string, string> },
    ];
    expect(map.data).toMatchObject({
      S3_BUCKET: 'tabular-data',
      TABULAR_PROCESSING_FUNCTIONS_URL: 'http://proxy.tabular.svc.cluster.local:8081/function',
    });
    for (const manifest of [...knativeServices, ...deployments]) {
      expect(podOf(manifest).containers[0]).toMatchObject({ envFrom: [{ configMapRef: { name: 'tabular' } }] });
      for (const name of Object.keys(map.data)) expect(environmentOf(manifest)).not.toHaveProperty(name);
    }
  });
});
