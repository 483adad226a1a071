import { AppError } from '../../../shared/errors/app-error.ts';
import { listTemplates } from '../../../shared/templates/templates.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { table } from '../terminal.ts';

export const templateList: Command = {
  help: `tabular template list

  tabular template list
  tabular template list --json | jq -r '.templates[].name'

Lists the specifications to start from.

Options:
  --json           JSON on standard output
`,
  options: {},

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, {});
    if (positionals.length > 0) throw new AppError('INVALID_REQUEST', `expected no argument, got "${positionals[0]}"`);
    const templates = listTemplates().map(({ name, title, summary }) => ({ name, title, summary }));
    if (values.json) terminal.data(`${JSON.stringify({ templates })}\n`);
    else terminal.data(table([['NAME', 'WHAT'], ...templates.map(({ name, title }) => [name, title])]));
    return EXIT_CODES.ok;
  },
};
