import { writeFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { findTemplate, listTemplates, scaleTemplate } from '../../../shared/templates/templates.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { checkOutput } from '../output-file.ts';
import { parseOptions } from '../parse-options.ts';
import { onlyTemplate } from '../template-argument.ts';

const OPTIONS = {
  scale: { type: 'string' },
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean', default: false },
} as const;

export const templateUse: Command = {
  help: `tabular template use NAME

  tabular template use retail -o retail.yaml
  tabular template use retail --scale 100 -o retail.yaml
  tabular generate -f retail.yaml -o retail/

Writes the specification of a template, to be changed at will.

Options:
  --scale N            multiplies its rows; 0.01 is possible, 1 by default
  -o, --output FILE    where to write it; standard output by default
  --force              replace FILE
`,
  options: OPTIONS,
  arguments: listTemplates().map(({ name }) => name),

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, OPTIONS);
    const template = findTemplate(onlyTemplate(positionals));
    const source = scaleTemplate(template, parseScale(values.scale ?? '1'));
    if (values.output === undefined) {
      terminal.data(source);
      return EXIT_CODES.ok;
    }
    await checkOutput(values.output, 'file', values.force);
    await writeFile(values.output, source);
    if (!values.quiet)
      terminal.notes(
        `written: ${values.output}; next: tabular generate -f ${values.output} -o ${positionals[0]}-rows/\n`,
      );
    return EXIT_CODES.ok;
  },
};

function parseScale(text: string): number {
  const scale = /^(\d+|\d*\.\d+)$/.test(text) ? Number(text) : 0;
  if (scale > 0) return scale;
  throw new AppError('INVALID_REQUEST', `--scale ${text}: expected a number above 0, like 100 or 0.5`);
}
