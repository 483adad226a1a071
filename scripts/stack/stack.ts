/** What a platform gives one replica of a function, as Kubernetes writes it. */
export interface Resources {
  readonly cpu: string;
  readonly memory: string;
}

/** One function of `stack.yml`, whatever platform it will run on. */
export interface FunctionPlan {
  readonly name: string;
  readonly image: string;
  /** Path prefixes that lead to it; none for a function that only others call. */
  readonly paths: readonly string[];
  /** A cron expression, for a function that is called by the clock. */
  readonly schedule?: string;
  /** Requests that a platform may send to one replica at once. */
  readonly concurrency: number;
  /** After so long a platform ends a request; the function itself does so earlier. */
  readonly timeoutSeconds: number;
  readonly scale: { readonly min: number; readonly max: number; readonly isZeroAllowed: boolean };
  readonly requests: Resources;
  readonly limits: Resources;
  /** Names of files in SECRETS_FOLDER, each called like the variable that it stands for. */
  readonly secrets: readonly string[];
  /** Those that may be missing. */
  readonly optionalSecrets: readonly string[];
  /** The function's own variables, without those of of-watchdog. */
  readonly environment: Readonly<Record<string, string>>;
  readonly probes: { readonly health: string; readonly ready: string };
  /** Connections to PostgreSQL that one replica may hold. */
  readonly poolSize: number;
}

/** `stack.yml`, read. */
export interface Stack {
  readonly functions: readonly FunctionPlan[];
  /** Variables of functions that differ by installation: they were given by `${NAME:-default}`. */
  readonly installation: Readonly<Record<string, string>>;
}

/** Where OpenFaaS puts secrets, and the manifests made here too: one file each. */
export const SECRETS_FOLDER = '/var/openfaas/secrets';
