import { readFile } from 'node:fs/promises';
import type { StoredRequest } from '../../../shared/client/generated/api-types.ts';
import { OUTPUT_FORMATS } from '../../../shared/contracts/spec-document.ts';
import { CATCH_UP_POLICIES, SEED_POLICIES } from '../../../shared/contracts/triggers.ts';
import { readDocument } from '../../../shared/documents/read-document.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseChoice, parseOptions, parseWholeNumber } from '../parse-options.ts';
import { connect, oneScheduleName, SERVER_HELP, SERVER_OPTIONS } from '../server-connection.ts';
import { printSchedule } from './schedule-show.ts';

const OPTIONS = {
  ...SERVER_OPTIONS,
  cron: { type: 'string' },
  'time-zone': { type: 'string' },
  file: { type: 'string', short: 'f' },
  schema: { type: 'string' },
  template: { type: 'string' },
  format: { type: 'string' },
  'seed-policy': { type: 'string' },
  'catch-up': { type: 'string' },
  'retention-days': { type: 'string' },
} as const;

export const scheduleCreate: Command = {
  help: `tabular schedule create NAME --cron EXPRESSION

  tabular schedule create nightly --cron '0 3 * * *' --time-zone Europe/Berlin --schema shop
  tabular schedule create weekly --cron '@weekly' --template retail --format csv --retention-days 7
  tabular schedule create hourly --cron '@hourly' -f shop.yaml --seed-policy fixed

Makes a dataset again and again: of a stored schema (shop: the latest version each time, shop@3: that one), a template, or
a specification.

Options:
  --cron EXPRESSION      minute, hour, day of month, month, day of week; or @hourly, @daily, @weekly, @monthly, @yearly
  --time-zone ZONE       like Europe/Berlin; default UTC
  --schema REF           one of these three
  --template NAME
  -f, --file FILE        a specification
  --format FORMAT        ${OUTPUT_FORMATS.join(', ')}
  --seed-policy POLICY   due_time (other rows each time, the default) or fixed
  --catch-up POLICY      due times that were missed: skip, one (the default) or all
  --retention-days N     keeps the results so long; 0 for ever, default 30
${SERVER_HELP}`,
  options: OPTIONS,
  choices: { format: OUTPUT_FORMATS, 'seed-policy': SEED_POLICIES, 'catch-up': CATCH_UP_POLICIES },

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, OPTIONS);
    const name = oneScheduleName(positionals);
    if (values.cron === undefined) throw new AppError('INVALID_REQUEST', `--cron is missing: add --cron '0 3 * * *'`);
    const retention = parseWholeNumber('retention-days', values['retention-days'], 0);
    const { 'seed-policy': seed, 'catch-up': catchUp, 'time-zone': zone } = values;
    const schedule = await connect(values.server, terminal).schedules.create(name, {
      cron: values.cron,
      request: await readRequest(values),
      ...(zone !== undefined && { time_zone: zone }),
      ...(seed !== undefined && { seed_policy: parseChoice('seed-policy', seed, SEED_POLICIES) }),
      ...(catchUp !== undefined && { catch_up: parseChoice('catch-up', catchUp, CATCH_UP_POLICIES) }),
      ...(retention !== undefined && { retention_days: retention }),
    });
    printSchedule(schedule, values.json, terminal);
    return EXIT_CODES.ok;
  },
};

interface Wanted {
  readonly file?: string | undefined;
  readonly schema?: string | undefined;
  readonly template?: string | undefined;
  readonly format?: string | undefined;
}

/** The server says whether exactly one of the three was named. */
async function readRequest({ file, schema, template, format }: Wanted): Promise<StoredRequest> {
  return {
    ...(schema !== undefined && { schema_ref: schema }),
    ...(template !== undefined && { template }),
    ...(file !== undefined && { spec: await readSource(file) }),
    ...(format !== undefined && { format: parseChoice('format', format, OUTPUT_FORMATS) }),
  };
}

async function readSource(file: string): Promise<NonNullable<StoredRequest['spec']>> {
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('FILE_NOT_FOUND', `cannot read ${file}: ${cause.code}`, { cause });
  });
  return readDocument(content, file.endsWith('.json') ? 'json' : 'yaml') as NonNullable<StoredRequest['spec']>;
}
