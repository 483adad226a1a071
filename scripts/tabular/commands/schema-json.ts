import { specJsonSchema } from '../../../shared/spec-schema/spec-json-schema.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';

export const schemaJson: Command = {
  help: `tabular schema json

  tabular schema json > tabular.schema.json

Prints the JSON Schema (draft 2020-12) of specifications. An editor completes and checks a specification that names it:

  $schema: ./tabular.schema.json                                (first line, YAML or JSON)
  # yaml-language-server: $schema=./tabular.schema.json         (or this comment, YAML)

A server answers the same at /v1/spec-schema.json.
`,
  options: {},

  async run(args, terminal) {
    parseOptions(args, {});
    terminal.data(`${JSON.stringify(specJsonSchema(), undefined, 2)}\n`);
    return EXIT_CODES.ok;
  },
};
