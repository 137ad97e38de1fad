import { parseArgs, type ParseArgsConfig } from 'node:util';
import { closest } from '../terminal/closest.ts';
import { commonOptions, type Command } from './command.ts';

/** A command line that has been read. */
export interface Parsed {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** A command line that cannot be obeyed, in one line for the user. */
export interface Misuse {
  readonly misuse: string;
}

/**
 * Reads the arguments of a command. Values stay the texts that they are: a column may be called `007`.
 *
 * @param argv - What follows the name of the command.
 */
export function parseCommand(command: Command, argv: readonly string[]): Parsed | Misuse {
  const specs = [...command.options, ...commonOptions];
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    specs.map(({ name, value }) => [
      name,
      {
        type: value === undefined ? 'boolean' : 'string',
        ...(name === 'help' && { short: 'h' }),
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const args: string[] = [];
  const given = new Map<string, string | boolean>();
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = specs.find(({ name }) => name === token.name);
    if (spec === undefined) {
      const [near] = closest(
        token.name,
        specs.map(({ name }) => name),
      );
      const hint = near === undefined ? '' : `; did you mean --${near}?`;
      return { misuse: `there is no option ${token.rawName}${hint}` };
    }
    const { value, choices } = spec;
    if (value === undefined && token.value !== undefined) {
      return { misuse: `--${spec.name} takes no value` };
    }
    if (value !== undefined && token.value === undefined) {
      return { misuse: `--${spec.name} needs a value: --${spec.name} <${value}>` };
    }
    if (choices !== undefined && !choices.includes(token.value ?? '')) {
      return {
        misuse: `--${spec.name} must be one of ${choices.join(', ')}, not '${token.value ?? ''}'`,
      };
    }
    if (given.has(spec.name)) return { misuse: `--${spec.name} is given twice` };
    given.set(spec.name, token.value ?? true);
  }
  const parsed = { args, options: Object.fromEntries(given) };
  return parsed.options['help'] === true ? parsed : (wrongArguments(command, args) ?? parsed);
}

function wrongArguments(command: Command, args: readonly string[]): Misuse | undefined {
  const specs = command.args;
  const missing = specs.find(({ required = true }, i) => required && args[i] === undefined);
  if (missing !== undefined) return { misuse: `<${missing.name}> is missing` };
  const extra = args[specs.length];
  if (extra !== undefined && specs.at(-1)?.variadic !== true) {
    return { misuse: `'${extra}' is one argument too many` };
  }
  return undefined;
}
