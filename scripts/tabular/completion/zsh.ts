import { byFirstWord, type CompletedCommand, isGroup, quoted, spellings } from './completed-command.ts';

/** A completion for zsh 5 and newer, both as a file of `$fpath` and sourced. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const first = byFirstWord(commands);
  const groups = first.filter(([, members]) => isGroup(members));
  return `#compdef tabular
_tabular() {
  local -a names
  local command="$words[2]"
  if ((CURRENT == 2)); then
    names=(${first.map(([word, members]) => described(word, members)).join(' ')})
    _describe command names
    return
  fi
  case "$command" in
${groups.map(([word, members]) => groupCase(word, members)).join('\n')}
  esac
  case "$command" in
${commands.map(optionCase).join('\n')}
  esac
}
if [[ "$funcstack[1]" == _tabular ]]; then _tabular "$@"; else compdef _tabular tabular; fi
`;
}

/** `name:summary`, as `_describe` reads it. */
function described(word: string, members: readonly CompletedCommand[]): string {
  const summary = isGroup(members) ? members.map(({ words }) => words[1]).join(', ') : members[0]!.summary;
  return quoted(`${word}:${summary.replaceAll(':', '\\:')}`);
}

function groupCase(word: string, members: readonly CompletedCommand[]): string {
  const names = members.map(({ words, summary }) => quoted(`${words[1]}:${summary.replaceAll(':', '\\:')}`));
  return `    ${word})
      if ((CURRENT == 3)); then
        names=(${names.join(' ')})
        _describe command names
        return
      fi
      command="$command $words[3]"
      ;;`;
}

function optionCase({ words, options, choices, arguments: own }: CompletedCommand): string {
  const specs = Object.entries(options).flatMap(([name, option]) =>
    spellings(name, option).map((spelling) =>
      quoted(option.type === 'string' ? `${spelling}:${name}:${action(choices[name])}` : spelling),
    ),
  );
  return `    ${quoted(words.join(' '))}) _arguments ${[...specs, quoted(`*:argument:${action(own)}`)].join(' ')} ;;`;
}

/** What completes a word: one of a few, or a file. */
function action(words: readonly string[] = []): string {
  return words.length === 0 ? '_files' : `(${words.join(' ')})`;
}
