import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { isParticleError } from '@sora-particles/combinator-core';
import { commands } from '../commands/index.ts';
import { closest } from '../terminal/closest.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { helpOf, overview } from './help.ts';
import { parseCommand } from './parse.ts';
import { reportError } from './report-error.ts';

/** What a run of the command line has around it. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** The current folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly stdin: Readable;
}

/**
 * Runs the command line.
 *
 * @param argv - What follows `sora`.
 * @returns The exit code: 0 all is well, 1 it does not fit or failed, 2 the command line is wrong, 130
 *   stopped by the signal.
 *
 * @example
 * ```ts no-run
 * import { createTerminal, main } from '@sora-particles/cli';
 *
 * const code = await main(['check', 'digits.yaml'], {
 *   terminal: createTerminal({ out: process.stdout, err: process.stderr, env: process.env }),
 *   folder: process.cwd(),
 *   signal: new AbortController().signal,
 *   stdin: process.stdin,
 * });
 * ```
 */
export async function main(argv: readonly string[], around: Surroundings): Promise<number> {
  const { terminal, signal } = around;
  const [name, ...rest] = argv;
  if (name === undefined) {
    for (const line of overview(commands, terminal.columns)) terminal.note(line);
    return exitCodes.usage;
  }
  if (['help', '--help', '-h'].includes(name)) return help(rest[0], terminal);
  if (name === '--version') {
    terminal.line(ownVersion());
    return exitCodes.ok;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) return misuse(terminal, unknownCommand(name), 'sora --help');
  const parsed = parseCommand(command, rest);
  if ('misuse' in parsed) return misuse(terminal, parsed.misuse, `sora ${name} --help`);
  if (parsed.options['help'] === true) return help(name, terminal);
  const json = parsed.options['json'] === true;
  try {
    return await command.run({ ...parsed, ...around, json });
  } catch (error) {
    if (signal.aborted && isParticleError(error, 'aborted')) {
      terminal.note('Stopped.');
      return exitCodes.interrupted;
    }
    return reportError(terminal, error, { json, debug: parsed.options['debug'] === true });
  }
}

function help(name: string | undefined, terminal: Terminal): number {
  const command = commands.find((one) => one.name === name);
  if (name !== undefined && command === undefined && !name.startsWith('-')) {
    return misuse(terminal, unknownCommand(name), 'sora --help');
  }
  const lines =
    command === undefined
      ? overview(commands, terminal.columns)
      : helpOf(command, terminal.columns);
  for (const line of lines) terminal.line(line);
  return exitCodes.ok;
}

function unknownCommand(name: string): string {
  const names = commands.map((command: Command) => command.name);
  const [near] = closest(name, names);
  return `there is no command '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
}

function misuse(terminal: Terminal, message: string, see: string): number {
  terminal.note({ style: 'red', text: 'error' }, ` ${message} (see ${see})`);
  return exitCodes.usage;
}

/** The version of this package, as its own package.json states it. */
function ownVersion(): string {
  const { version } = createRequire(realpathSync(process.argv[1] ?? ''))(
    '@sora-particles/cli/package.json',
  ) as { readonly version: string };
  return version;
}
