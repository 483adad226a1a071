import { availableParallelism } from 'node:os';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { parseOptions, parseWholeNumber } from '../parse-options.ts';
import { parseRowCount } from '../row-count.ts';
import { runDemo } from '../run-demo.ts';

const DATA_FOLDER_DEFAULT = 'data';

const OPTIONS = { rows: { type: 'string' }, workers: { type: 'string' } } as const;

export const demo: Command = {
  help: `tabular demo

  tabular demo
  tabular demo --rows 100k

Makes ten million rows of ten columns through the embedded platform (plan, chunks, parts, merge), reads the file back
with a reader that is not ours, and prints what it did. A second run says whether the content is the same.
Everything lies in $TABULAR_DATA_DIR, by default ./${DATA_FOLDER_DEFAULT}.

Options:
  --rows N         instead of ten million
  --workers N      threads; default: one per core
`,
  options: OPTIONS,

  async run(args, terminal) {
    const { values } = parseOptions(args, OPTIONS);
    await runDemo(
      {
        dataFolder: terminal.environment['TABULAR_DATA_DIR'] || DATA_FOLDER_DEFAULT,
        workers: parseWholeNumber('workers', values.workers, 1) ?? availableParallelism(),
        ...(values.rows === undefined ? {} : { rows: parseRowCount('rows', values.rows) }),
      },
      terminal,
    );
    return EXIT_CODES.ok;
  },
};
