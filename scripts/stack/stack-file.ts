import * as z from 'zod';

/** A name in DNS (RFC 1035), which functions and secrets have on every platform. */
const Label = z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and hyphens');

/** Of Kubernetes, in the spellings we use. */
const Resources = z.strictObject({
  cpu: z.string().regex(/^(\d+|\d+m)$/, 'must be cores such as "2" or thousandths such as 250m'),
  memory: z.string().regex(/^\d+(Mi|Gi)$/, 'must look like 512Mi or 1Gi'),
});

const Replicas = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, 'must be a number of at least 1, in quotes')
  .transform(Number);

const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const UrlPath = z.string().regex(/^\/[\w./-]*$/, 'must be a path such as /_/ready');

/** Path prefixes, separated by spaces: `/`, or without a slash at the end. */
const UrlPrefixes = z
  .string()
  .regex(/^(\/|(\/[\w.-]+)+)( (\/|(\/[\w.-]+)+))*$/, 'must be paths such as "/generate /v1"')
  .transform((text) => text.split(' '));

/** of-watchdog's variables, in lower case, are durations; everything else is the function's own. */
const Seconds = z
  .string()
  .regex(/^[1-9]\d{0,3}s$/, 'must be seconds such as 60s')
  .transform((text) => Number.parseInt(text, 10));

const Environment = z
  .object({
    TABULAR_DATABASE_POOL_SIZE: Replicas,
    exec_timeout: Seconds,
    read_timeout: Seconds,
    write_timeout: Seconds,
  })
  .catchall(z.string());

const StackFunction = z.strictObject({
  lang: z.literal('dockerfile'),
  handler: z.string(),
  skip_build: z.literal(true),
  image: z.string().min(1),
  readonly_root_filesystem: z.literal(true),
  requests: Resources,
  limits: Resources,
  secrets: z.array(Label),
  environment: Environment,
  labels: z.strictObject({ 'com.openfaas.scale.min': Replicas, 'com.openfaas.scale.max': Replicas }),
  annotations: z.strictObject({
    'com.openfaas.health.http.path': UrlPath,
    'com.openfaas.ready.http.path': UrlPath,
    'tabular-optional-secrets': z
      .string()
      .transform((text) => text.split(' '))
      .pipe(z.array(Label))
      .default([]),
    'tabular-paths': UrlPrefixes.default([]),
    'tabular-concurrency': Replicas,
    'tabular-scale-to-zero': Flag.default(false),
    topic: z.literal('cron-function').optional(),
    schedule: z
      .string()
      .regex(/^\S+( \S+){4}$/, 'must be a cron expression of five fields')
      .optional(),
  }),
});

/**
 * `stack.yml`: OpenFaaS' own format (version 1.0), narrowed to what every platform needs to know of a function. Values
 * of labels, annotations and variables are texts, as OpenFaaS wants them.
 */
export const StackFile = z.strictObject({
  version: z.union([z.literal(1), z.literal('1.0')]),
  provider: z.strictObject({ name: z.literal('openfaas') }),
  functions: z.record(Label, StackFunction),
});
export type StackFile = z.infer<typeof StackFile>;
