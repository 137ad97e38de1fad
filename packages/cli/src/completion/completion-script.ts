import { type Command, commonOptions } from '../cli/command.ts';

/** The shells that completion is made for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** Name of one of the {@link shells}. */
export type Shell = (typeof shells)[number];

/** Whether this is the name of one of the {@link shells}. */
export function isShell(name: string): name is Shell {
  return (shells as readonly string[]).includes(name);
}

/** The script that makes a shell complete commands, options, their choices, and files. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

const optionsOf = (command: Command) => [...command.options, ...commonOptions];

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => {
    const words = [
      ...optionsOf(command).map(({ name }) => `--${name}`),
      ...command.args.flatMap(({ choices = [] }) => choices),
    ];
    return `    ${command.name}) words=${quoted(words.join(' '))} ;;`;
  });
  const values = commands.flatMap((command) =>
    command.options.flatMap(({ name, choices }) =>
      choices === undefined
        ? []
        : [
            `    ${quoted(`${command.name} --${name}`)}) COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$current")); return ;;`,
          ],
    ),
  );
  return `# bash completion of sora: source <(sora completion bash)
_sora() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(commands.map(({ name }) => name).join(' '))} -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _sora sora
`;
}

function zsh(commands: readonly Command[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map((command) => {
    const options = optionsOf(command).map(({ name, value, description, choices }) => {
      const told = description.replace(/[[\]:']/g, ' ');
      const taken =
        value === undefined
          ? ''
          : `:${value}:${choices === undefined ? '_files' : `(${choices.join(' ')})`}`;
      return quoted(`--${name}[${told}]${taken}`);
    });
    const args = command.args.map(({ name, choices }) =>
      quoted(`*:${name}:${choices === undefined ? '_files' : `(${choices.join(' ')})`}`),
    );
    return `    ${command.name}) _arguments ${[...options, ...args.slice(0, 1)].join(' ')} ;;`;
  });
  return `#compdef sora
_sora() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _sora sora
`;
}

function fish(commands: readonly Command[]): string {
  const names = commands.map(
    ({ name, summary }) =>
      `complete -c sora -f -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
  );
  const options = commands.flatMap((command) => [
    ...optionsOf(command).map(({ name, value, description, choices }) => {
      const taken =
        value === undefined
          ? ''
          : choices === undefined
            ? ' -r'
            : ` -x -a ${quoted(choices.join(' '))}`;
      return `complete -c sora -n '__fish_seen_subcommand_from ${command.name}' -l ${name}${taken} -d ${quoted(description)}`;
    }),
    ...command.args.flatMap(({ choices }) =>
      choices === undefined
        ? []
        : [
            `complete -c sora -f -n '__fish_seen_subcommand_from ${command.name}' -a ${quoted(choices.join(' '))}`,
          ],
    ),
  ]);
  return `# fish completion of sora\n${[...names, ...options].join('\n')}\n`;
}

/** A text in single quotes, as all three shells read them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
