import { table, wrap } from '../terminal/table.ts';
import { commonOptions, type ArgumentSpec, type Command, type OptionSpec } from './command.ts';

/** The help of the whole, in lines. */
export function overview(commands: readonly Command[], columns: number): readonly string[] {
  return [
    'sora: typed, composable machine-learning particles',
    '',
    'Usage: sora <command> [options]',
    '',
    'Commands',
    ...indented(
      table(
        commands.map((command) => [shortUsage(command), command.summary]),
        columns - 2,
      ),
    ),
    '',
    ...wrap(
      'Every command takes --json, --debug and --help. Exit codes: 0 all is well, 1 it does not fit or the check failed, 2 the command line is wrong, 130 stopped.',
      columns,
    ),
  ];
}

/** The help of a command, in lines. */
export function helpOf(command: Command, columns: number): readonly string[] {
  const options = [...command.options, ...commonOptions];
  return [
    command.summary,
    '',
    `Usage: sora ${usage(command)} [options]`,
    '',
    'Options',
    ...indented(
      table(
        options.map((option) => [flag(option), description(option)]),
        columns - 2,
      ),
    ),
    ...(command.examples.length === 0
      ? []
      : ['', 'Examples', ...indented(command.examples.map((line) => `$ ${line}`))]),
  ];
}

function usage({ name, args }: Command): string {
  return [name, ...args.map(argument)].join(' ');
}

/** Without the values to choose from. */
function shortUsage({ name, args }: Command): string {
  const plain = args.map(({ name: each, required = true }) => argument({ name: each, required }));
  return [name, ...plain].join(' ');
}

function argument({ name, required = true, variadic = false, choices }: ArgumentSpec): string {
  const shown = `${choices === undefined ? name : choices.join('|')}${variadic ? '...' : ''}`;
  return required ? `<${shown}>` : `[${shown}]`;
}

function flag({ name, value }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name} <${value}>`;
}

function description({ description: text, choices }: OptionSpec): string {
  return choices === undefined ? text : `${text}: ${choices.join(', ')}`;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
