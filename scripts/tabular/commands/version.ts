import { VERSION } from '../../../shared/config/version.ts';
import { GENERATION_VERSION } from '../../../shared/contracts/versions.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';

export const version: Command = {
  help: `tabular version

  tabular version
  tabular version --json

The generation version tells which values a seed gives: it changes only when some value would.
`,
  options: {},

  async run(args, terminal) {
    const { values } = parseOptions(args, {});
    if (values.json) terminal.data(`${JSON.stringify({ version: VERSION, generation_version: GENERATION_VERSION })}\n`);
    else terminal.data(`tabular ${VERSION} (generation version ${GENERATION_VERSION})\n`);
    return EXIT_CODES.ok;
  },
};
