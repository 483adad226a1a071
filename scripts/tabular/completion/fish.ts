import { byFirstWord, type CompletedCommand, isGroup, quoted } from './completed-command.ts';

/** A completion for fish 3 and newer. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = byFirstWord(commands).flatMap(([word, members]) => [
    ...(isGroup(members)
      ? groupLines(word, members)
      : [`complete -c tabular -n __fish_use_subcommand -f -a ${word} -d ${quoted(members[0]!.summary)}`]),
    ...members.flatMap(optionLines),
  ]);
  return `# tabular completion fish\n${lines.join('\n')}\n`;
}

function groupLines(word: string, members: readonly CompletedCommand[]): string[] {
  const verbs = members.map(({ words }) => words[1]).join(' ');
  const isOpen = quoted(`__fish_seen_subcommand_from ${word}; and not __fish_seen_subcommand_from ${verbs}`);
  return [
    `complete -c tabular -n __fish_use_subcommand -f -a ${word} -d ${quoted(members.map(({ words }) => words[1]).join(', '))}`,
    ...members.map(({ words, summary }) => `complete -c tabular -n ${isOpen} -f -a ${words[1]} -d ${quoted(summary)}`),
  ];
}

function optionLines({ words, options, choices, arguments: own }: CompletedCommand): string[] {
  const isHere = quoted(words.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and '));
  const lines = Object.entries(options).map(([name, { type, short }]) => {
    const letter = short === undefined ? '' : ` -s ${short}`;
    const taken = type === 'boolean' ? '' : choices[name] ? ` -x -a ${quoted(choices[name].join(' '))}` : ' -r';
    return `complete -c tabular -n ${isHere}${letter} -l ${name}${taken}`;
  });
  return own.length === 0 ? lines : [...lines, `complete -c tabular -n ${isHere} -f -a ${quoted(own.join(' '))}`];
}
