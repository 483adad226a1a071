import { byFirstWord, type CompletedCommand, isGroup, spellings } from './completed-command.ts';

/** A completion for bash 4 and newer: words by position, options where a dash is typed, files everywhere else. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const first = byFirstWord(commands);
  const groups = first.filter(([, members]) => isGroup(members));
  return `# tabular completion bash
_tabular() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${first.map(([word]) => word).join(' ')}" -- "$current"))
    return
  fi
  case "$command" in
${groups.map(([word, members]) => groupCase(word, members)).join('\n')}
  esac
  case "$command $previous" in
${commands.flatMap(choiceCases).join('\n')}
    *)
      case "$command" in
${commands.map(optionCase).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tabular tabular
`;
}

function groupCase(word: string, members: readonly CompletedCommand[]): string {
  return `    ${word})
      if ((COMP_CWORD == 2)); then
        COMPREPLY=($(compgen -W "${members.map(({ words }) => words[1]).join(' ')}" -- "$current"))
        return
      fi
      command="$command \${COMP_WORDS[2]}"
      ;;`;
}

/** What follows an option with a value: its words, or none so that bash offers files. */
function choiceCases({ words, options, choices }: CompletedCommand): string[] {
  const valued = Object.entries(options).filter(([, option]) => option.type === 'string');
  const byWords = Map.groupBy(valued, ([name]) => (choices[name] ?? []).join(' '));
  return [...byWords].map(([offered, group]) => {
    const dashed = group.flatMap(([name, option]) => spellings(name, option));
    return `    ${dashed.map((spelling) => `"${words.join(' ')} ${spelling}"`).join(' | ')}) words="${offered}" ;;`;
  });
}

function optionCase({ words, options, arguments: own }: CompletedCommand): string {
  const dashed = Object.entries(options).flatMap(([name, option]) => spellings(name, option));
  return `        "${words.join(' ')}") if [[ $current == -* ]]; then words="${dashed.join(' ')}"; else words="${own.join(' ')}"; fi ;;`;
}
