import { AppError } from '../../shared/errors/app-error.ts';
import { COMMANDS } from './command.ts';
import { describeFailure } from './describe-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { nearestName } from './parse-options.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line (without program names) and answers its exit code; nothing is thrown. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const { name, rest } = findCommand(args);
    const command = await COMMANDS[name]!.load();
    if (rest.includes('--help') || rest.includes('-h')) {
      terminal.data(command.help);
      return EXIT_CODES.ok;
    }
    return await command.run(rest, terminal);
  } catch (thrown) {
    if (terminal.signal.aborted) {
      terminal.notes('interrupted\n');
      return EXIT_CODES.interrupted;
    }
    const { text, exitCode } = describeFailure(thrown, terminal, args.includes('--json'));
    terminal.notes(text);
    return exitCode;
  }
}

/** `tabular`, `tabular --help` and `tabular --version` are commands too. */
function findCommand(args: readonly string[]): { name: string; rest: readonly string[] } {
  const [first = 'help', second = ''] = args;
  if (first === '--help' || first === '-h') return { name: 'help', rest: [] };
  if (first === '--version' || first === '-V') return { name: 'version', rest: [] };
  if (Object.hasOwn(COMMANDS, first)) return { name: first, rest: args.slice(1) };
  if (Object.hasOwn(COMMANDS, `${first} ${second}`)) return { name: `${first} ${second}`, rest: args.slice(2) };
  const verbs = Object.keys(COMMANDS).filter((name) => name.startsWith(`${first} `));
  if (verbs.length > 0) return openGroup(first, second, verbs);
  throw unknownCommand(first, Object.keys(COMMANDS));
}

/** `tabular job` and `tabular job --help` explain the group; `tabular job lst` is a mistake. */
function openGroup(noun: string, verb: string, verbs: readonly string[]): { name: string; rest: readonly string[] } {
  if (verb === '' || verb.startsWith('-')) return { name: 'help', rest: [noun] };
  throw unknownCommand(`${noun} ${verb}`, verbs);
}

function unknownCommand(name: string, candidates: readonly string[]): AppError {
  const meant = nearestName(name, candidates);
  const remedy = meant === undefined ? 'see "tabular help"' : `did you mean "tabular ${meant}"?`;
  return new AppError('INVALID_REQUEST', `unknown command "${name}": ${remedy}`);
}
