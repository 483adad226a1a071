import { StackFile } from '../stack/stack-file.ts';

/** Replicas beyond which the community edition of OpenFaaS refuses a function. */
export const COMMUNITY_REPLICAS_MAX = 5;

const MIN = 'com.openfaas.scale.min';
const MAX = 'com.openfaas.scale.max';

interface Declared {
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * `stack.yml` as the community edition takes it. What wants more replicas than it allows gets all that it allows, all
 * the time: the edition scales by successful requests per second, and those of long work are few.
 */
export function renderCommunityStack(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const functions = document['functions'] as Readonly<Record<string, Declared>>;
  const capped = Object.entries(functions).map(([name, declared]) => [name, capReplicas(declared)]);
  // A number would lose its second digit in YAML, and faas-cli knows this spelling only.
  const stack = { ...document, version: '1.0', functions: Object.fromEntries(capped) };
  StackFile.parse(stack);
  return stack;
}

function capReplicas(declared: Declared): Declared {
  if (Number(declared.labels[MAX]) <= COMMUNITY_REPLICAS_MAX) return declared;
  const most = String(COMMUNITY_REPLICAS_MAX);
  return { ...declared, labels: { ...declared.labels, [MIN]: most, [MAX]: most } };
}
