import packageFile from '../../../package.json' with { type: 'json' };
import { GENERATION_VERSION } from '../../../shared/contracts/plan.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';

export const version: Command = {
  help: `tabular version

  tabular version
  tabular version --json

The generation version tells which values a seed gives: it changes only when some value would.
`,

  async run(args, terminal) {
    const { values } = parseOptions(args, {});
    const release = packageFile.version;
    if (values.json) terminal.data(`${JSON.stringify({ version: release, generation_version: GENERATION_VERSION })}\n`);
    else terminal.data(`tabular ${release} (generation version ${GENERATION_VERSION})\n`);
    return EXIT_CODES.ok;
  },
};
