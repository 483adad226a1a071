import { describeConfig } from '../../../shared/config/describe-config.ts';
import { loadConfig } from '../../../shared/config/load-config.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { table } from '../terminal.ts';

const OPTIONS = { origin: { type: 'boolean' }, config: { type: 'string' } } as const;

export const configShow: Command = {
  help: `tabular config show

  tabular config show
  tabular config show --origin
  tabular config show --config production.yaml --json

Options:
  --origin         where each value comes from: default, a file, or an environment variable
  --config FILE    default $TABULAR_CONFIG, then tabular.yaml when it exists
  --json           JSON on standard output
Secrets are masked.
`,
  options: OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    const described = describeConfig(
      loadConfig({
        ...(values.config === undefined ? {} : { file: values.config }),
        env: terminal.environment,
        cwd: process.cwd(),
      }),
    );
    if (values.json) terminal.data(`${JSON.stringify(described)}\n`);
    else
      terminal.data(
        table(
          described.map(({ key, value, origin }) => [
            key,
            typeof value === 'string' ? value : JSON.stringify(value),
            ...(values.origin ? [origin] : []),
          ]),
        ),
      );
    return EXIT_CODES.ok;
  },
};
