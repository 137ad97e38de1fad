import type { Readable } from 'node:stream';
import type { Terminal } from '../terminal/terminal.ts';

/** An option of a command. */
export interface OptionSpec {
  /** Without the dashes, e.g. `batch-size`. */
  readonly name: string;
  /** What stands for its value in the help, e.g. `n`; left out for switches. */
  readonly value?: string;
  /** One phrase. */
  readonly description: string;
  /** The values to choose from, for completion and checks. */
  readonly choices?: readonly string[];
}

/** A positional argument of a command. */
export interface ArgumentSpec {
  readonly name: string;
  /** Default true. */
  readonly required?: boolean;
  /** Takes all that is left. Default false. */
  readonly variadic?: boolean;
  /** The values to choose from, for completion. */
  readonly choices?: readonly string[];
}

/** What a command is called with. */
export interface Invocation {
  /** The positional arguments, as many as the command asks for. */
  readonly args: readonly string[];
  /** The options that were given, checked for their names. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly terminal: Terminal;
  /** Folder in which packages are looked for, and to which paths relate. */
  readonly folder: string;
  /** Whether results are wanted as JSON. */
  readonly json: boolean;
  /** Is aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly stdin: Readable;
}

/** A command of `sora`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** Command lines that show its use, without the prompt. */
  readonly examples: readonly string[];
  /**
   * Runs it.
   *
   * @returns The exit code.
   */
  readonly run: (invocation: Invocation) => Promise<number> | number;
}

/** Options of all commands. */
export const commonOptions: readonly OptionSpec[] = [
  { name: 'json', description: 'print the result as JSON' },
  { name: 'debug', description: 'print where an error comes from' },
  { name: 'help', description: 'print this' },
];
