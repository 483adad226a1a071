import { findTemplate, listTemplates } from '../../../shared/templates/templates.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { onlyTemplate } from '../template-argument.ts';

export const templateShow: Command = {
  help: `tabular template show NAME

  tabular template show retail
  tabular template show retail --json | jq -r .source

Prints the page of a template: its tables, keys, weights and first rows.

Options:
  --json           name, title, summary, the page and the specification (source) as JSON
`,
  options: {},
  arguments: listTemplates().map(({ name }) => name),

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, {});
    const template = findTemplate(onlyTemplate(positionals));
    terminal.data(values.json ? `${JSON.stringify(template)}\n` : template.documentation);
    return EXIT_CODES.ok;
  },
};
