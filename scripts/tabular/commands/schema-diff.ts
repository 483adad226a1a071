import { AppError } from '../../../shared/errors/app-error.ts';
import { diffSpecs, type SpecChange } from '../../../shared/spec/diff-specs.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions } from '../parse-options.ts';
import { readSpec } from '../read-spec.ts';

/** Both specifications get it where they name none, so that a drawn one is no difference. */
const SEED = 0;
const SIGNS = { added: '+', removed: '-', changed: '~' } as const;
const VALUE_LENGTH_MAX = 60;

export const schemaDiff: Command = {
  help: `tabular schema diff OLD NEW

  tabular schema diff shop-1.yaml shop-2.yaml
  tabular schema diff shop-1.yaml shop-2.yaml --json

Prints what changed between two specifications: + added, - removed, ~ changed. Tables, columns, keys, checks and
settings count; spelling, seeds and descriptions do not. Exit code ${EXIT_CODES.ok} when nothing changed, ${EXIT_CODES.failure} when something did.

Options:
  --json           JSON on standard output
  -q, --quiet      the exit code only
`,
  options: {},

  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, {});
    const [before, after] = positionals;
    if (before === undefined || after === undefined || positionals.length > 2)
      throw new AppError('INVALID_REQUEST', `expected two specifications, got ${positionals.length}`);
    const [old, current] = [await readSpec({ file: before, seed: SEED }), await readSpec({ file: after, seed: SEED })];
    const changes = diffSpecs(old, current);
    if (values.json) terminal.data(`${JSON.stringify({ changes })}\n`);
    else if (!values.quiet) terminal.data(changes.map(lineOf).join(''));
    return changes.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failure;
  },
};

function lineOf({ change, path, before, after }: SpecChange): string {
  const values = [before, after].filter((value) => value !== undefined).map(shorten);
  return `${SIGNS[change]} ${path}${values.length === 0 ? '' : `: ${values.join(' -> ')}`}\n`;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX)}…`;
}
