import { loadConfig } from '../../../shared/config/load-config.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';

const OPTIONS = { config: { type: 'string' } } as const;

export const configCheck: Command = {
  help: `tabular config check

  tabular config check
  tabular config check --config production.yaml

Reads the file and the environment as "tabular serve" would and lists every problem.

Options:
  --config FILE    default $TABULAR_CONFIG, then tabular.yaml when it exists
`,
  options: OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    loadConfig({
      ...(values.config === undefined ? {} : { file: values.config }),
      env: terminal.environment,
      cwd: process.cwd(),
    });
    if (!values.quiet) terminal.notes('the configuration has no errors\n');
    return EXIT_CODES.ok;
  },
};
