import { AppError } from '../../../shared/errors/app-error.ts';
import { COMMANDS, type Command } from '../command.ts';
import { EXIT_CODE_MEANINGS, EXIT_CODES } from '../exit-codes.ts';
import { table } from '../terminal.ts';

export const help: Command = {
  help: `tabular help [COMMAND]

  tabular help
  tabular help generate
  tabular help exit-codes
`,
  options: {},
  arguments: [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0]!)), 'exit-codes'],

  async run(args, terminal) {
    const topic = args.join(' ');
    if (topic === '') terminal.data(overview());
    else if (topic === 'exit-codes') terminal.data(listExitCodes());
    else terminal.data(await explain(topic));
    return EXIT_CODES.ok;
  },
};

function overview(): string {
  return `tabular: synthetic data on machines its users own

  tabular generate -f spec.yaml --rows 10m --seed 7 -o out.parquet
  tabular preview -f spec.yaml
  tabular digest out.parquet
  tabular serve

Commands:
${listCommands('')}
"tabular COMMAND --help" explains one; "tabular help exit-codes" lists how programs can tell what happened.
Results go to standard output, everything else to standard error. NO_COLOR is honoured.
`;
}

/** Those whose name begins with `prefix`. */
function listCommands(prefix: string): string {
  const rows = Object.entries(COMMANDS).filter(([name]) => name.startsWith(prefix));
  return table(rows.map(([name, { summary }]) => [`  ${name}`, summary]));
}

async function explain(topic: string): Promise<string> {
  if (Object.hasOwn(COMMANDS, topic)) return (await COMMANDS[topic]!.load()).help;
  const group = listCommands(`${topic} `);
  if (group.trim() === '') throw new AppError('NOT_FOUND', `no help for "${topic}": "tabular help" lists the commands`);
  return `tabular ${topic}\n\n${group}`;
}

function listExitCodes(): string {
  const names = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[];
  return table(names.map((name) => [EXIT_CODES[name], EXIT_CODE_MEANINGS[name]]));
}
