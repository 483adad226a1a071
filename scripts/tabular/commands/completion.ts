import { AppError } from '../../../shared/errors/app-error.ts';
import { COMMANDS, type Command } from '../command.ts';
import { bashCompletion } from '../completion/bash.ts';
import type { CompletedCommand } from '../completion/completed-command.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { COMMON_OPTIONS, parseOptions } from '../parse-options.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export const completion: Command = {
  help: `tabular completion bash|zsh|fish

  tabular completion bash > ~/.local/share/bash-completion/completions/tabular
  tabular completion zsh > ~/.zsh/completions/_tabular          (a folder of $fpath)
  tabular completion fish > ~/.config/fish/completions/tabular.fish

Prints a script that completes commands, options and their words; made of the table of commands, so print it again
after an update.
`,
  options: {},
  arguments: Object.keys(SHELLS),

  async run(args, terminal) {
    const [shell, ...rest] = parseOptions(args, {}).positionals;
    if (!isShell(shell) || rest.length > 0)
      throw new AppError('INVALID_REQUEST', `expected one shell of ${Object.keys(SHELLS).join(', ')}`);
    terminal.data(SHELLS[shell](await completedCommands()));
    return EXIT_CODES.ok;
  },
};

function isShell(name = ''): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}

function completedCommands(): Promise<CompletedCommand[]> {
  return Promise.all(
    Object.entries(COMMANDS).map(async ([name, { summary, load }]) => {
      const { options, choices = {}, arguments: own = [] } = await load();
      return { words: name.split(' '), summary, options: { ...COMMON_OPTIONS, ...options }, choices, arguments: own };
    }),
  );
}
