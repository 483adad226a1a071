import type { ParseArgsOptionsConfig } from 'node:util';

/** One command as completion sees it. */
export interface CompletedCommand {
  /** One word, or two such as `job`, `list`. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** The words that an option takes; files are offered for the others. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The words that may stand without an option; files when there are none. */
  readonly arguments: readonly string[];
}

/** Every spelling of an option: `--file`, and `-f` where it has a letter. */
export function spellings(name: string, { short }: ParseArgsOptionsConfig[string]): string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
}

/** Commands by their first word, in the order of the table. */
export function byFirstWord(commands: readonly CompletedCommand[]): [string, CompletedCommand[]][] {
  return [...Map.groupBy(commands, ({ words }) => words[0]!)];
}

/** A first word that a second one must follow. */
export function isGroup(commands: readonly CompletedCommand[]): boolean {
  return commands.every(({ words }) => words.length > 1);
}

/** Text as one word of any of the three shells. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}
