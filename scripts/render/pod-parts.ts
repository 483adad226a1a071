import { type FunctionPlan, SECRETS_FOLDER } from '../stack/stack.ts';
import { CONTAINER_PORT, environmentOf, type Platform } from './platform.ts';

/** A part of a manifest, as it will stand in YAML. */
export type Manifest = { readonly [key: string]: unknown };

/** The variables that differ by installation, in one ConfigMap. */
export const CONFIG_MAP = 'tabular';

const PRODUCT = 'tabular';

export function labelsOf(name: string): Manifest {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': PRODUCT };
}

/** Nothing that a container of ours needs is forbidden by the restricted profile of Kubernetes. */
export const RESTRICTED: Manifest = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const SECRETS_VOLUME = 'secrets';
/** Where a container sees the secrets of `volumesOf`. */
export const SECRETS_MOUNT: Manifest = { name: SECRETS_VOLUME, mountPath: SECRETS_FOLDER, readOnly: true };
const SCRATCH_VOLUME = 'scratch';

/** Bytes that a replica may write to its own folder for scratch. */
const SCRATCH_LIMIT = '1Gi';

/** The container of a function, without what only one platform allows. */
export function containerOf(plan: FunctionPlan, platform: Platform, installation: readonly string[]): Manifest {
  const own = Object.entries(environmentOf(plan, platform)).filter(([name]) => !installation.includes(name));
  return {
    name: 'function',
    image: plan.image,
    ports: [{ containerPort: CONTAINER_PORT }],
    env: own.map(([name, value]) => ({ name, value })),
    envFrom: [{ configMapRef: { name: CONFIG_MAP } }],
    resources: { requests: plan.requests, limits: plan.limits },
    securityContext: RESTRICTED,
    volumeMounts: [SECRETS_MOUNT, { name: SCRATCH_VOLUME, mountPath: '/tmp' }],
  };
}

/** One folder with a file for every secret, as OpenFaaS makes it, and a folder to write to. */
export function volumesOf({ secrets, optionalSecrets }: Pick<FunctionPlan, 'secrets' | 'optionalSecrets'>): Manifest[] {
  const sources = [
    ...secrets.map((name) => ({ secret: { name } })),
    ...optionalSecrets.map((name) => ({ secret: { name, optional: true } })),
  ];
  return [
    { name: SECRETS_VOLUME, projected: { sources } },
    { name: SCRATCH_VOLUME, emptyDir: { sizeLimit: SCRATCH_LIMIT } },
  ];
}

/** An HTTP probe; without a port it is the container's own. */
export function probeOf(path: string, port?: number): Manifest {
  return { httpGet: port === undefined ? { path } : { path, port } };
}
