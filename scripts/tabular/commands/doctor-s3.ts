import { loadConfig } from '../../../shared/config/load-config.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { S3Address } from '../../../shared/objects/object-store-address.ts';
import { probeS3, type S3Finding } from '../../../shared/objects/probe/probe-s3.ts';
import { createBucket } from '../../../shared/objects/s3/create-bucket.ts';
import { locateBucket } from '../../../shared/tasks/locate-objects.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { type Terminal, unlessInterrupted } from '../terminal.ts';

const OPTIONS = {
  config: { type: 'string' },
  'create-bucket': { type: 'boolean', default: false },
} as const;

export const doctorS3: Command = {
  help: `tabular doctor s3

  tabular doctor s3
  tabular doctor s3 --create-bucket
  tabular doctor s3 --json | jq '.checks[] | select(.outcome != "works")'

Tries everything that jobs need of the object store which the configuration names, with its key, and removes what it
wrote. Ends with 1 when something is missing that jobs cannot do without.

Options:
  --config FILE      default $TABULAR_CONFIG, then tabular.yaml when it exists
  --create-bucket    create the bucket first where it is missing
`,
  options: OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    const address = requireBucket(terminal, values.config);
    if (values['create-bucket'] && (await createBucket(address)) && !values.quiet) {
      terminal.notes(`bucket ${address.bucket} created\n`);
    }
    const onFinding = (found: S3Finding) => void (values.json || terminal.data(lineOf(found)));
    const findings = await unlessInterrupted(probeS3(address, { now: Date.now, onFinding }), terminal.signal);
    const verdict = verdictOf(findings);
    const { endpoint, bucket } = address;
    if (values.json) terminal.data(`${JSON.stringify({ endpoint, bucket, verdict, checks: findings })}\n`);
    else if (!values.quiet) terminal.notes(`${endpoint}, bucket ${bucket}: ${verdict}\n`);
    return verdict === 'unfit' ? EXIT_CODES.failure : EXIT_CODES.ok;
  },
};

function requireBucket(terminal: Terminal, file: string | undefined): S3Address {
  const source = { env: terminal.environment, cwd: process.cwd(), ...(file !== undefined && { file }) };
  const address = locateBucket(loadConfig(source).config.storage);
  if (address !== undefined) return address;
  throw new AppError('INVALID_CONFIG', 'storage.s3_endpoint is not set: name the store to look at with S3_ENDPOINT');
}

function verdictOf(findings: readonly S3Finding[]): 'fit' | 'fit with weaknesses' | 'unfit' {
  const outcomes = new Set(findings.map(({ outcome }) => outcome));
  if (outcomes.has('missing')) return 'unfit';
  return outcomes.has('weak') ? 'fit with weaknesses' : 'fit';
}

function lineOf({ name, outcome, problem, remedy, permissions, seconds }: S3Finding): string {
  const line = `${outcome.padEnd(8)} ${name.padEnd(22)} ${seconds.toFixed(3)} s\n`;
  if (problem === null) return line;
  const needs = permissions.length === 0 ? '' : `           needs ${permissions.join(', ')}\n`;
  return `${line}           ${problem}\n           ${remedy}\n${needs}`;
}
