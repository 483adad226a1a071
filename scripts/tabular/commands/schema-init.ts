import { writeFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { checkOutput } from '../output-file.ts';
import { parseOptions } from '../parse-options.ts';
import { STARTER_SPEC } from '../starter-spec.ts';

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean', default: false },
} as const;

export const schemaInit: Command = {
  help: `tabular schema init

  tabular schema init -o shop.yaml
  tabular generate -f shop.yaml -o shop/

Writes a specification to begin with: two linked tables, with a comment for every part.

Options:
  -o, --output FILE    where to write it; standard output by default
  --force              replace FILE
`,
  options: OPTIONS,

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, OPTIONS);
    if (positionals.length > 0)
      throw new AppError('INVALID_REQUEST', `expected no argument, got "${positionals[0]}": name the file with -o`);
    if (values.output === undefined) {
      terminal.data(STARTER_SPEC);
      return EXIT_CODES.ok;
    }
    await checkOutput(values.output, 'file', values.force);
    await writeFile(values.output, STARTER_SPEC);
    if (!values.quiet)
      terminal.notes(`written: ${values.output}; next: tabular generate -f ${values.output} -o rows/\n`);
    return EXIT_CODES.ok;
  },
};
