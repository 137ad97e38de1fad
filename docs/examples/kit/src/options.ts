import { availableParallelism } from 'node:os';
import { cac } from 'cac';
import { UsageError } from './run-main.ts';

/** What a text example is told. */
export interface TextOptions {
  readonly epochs: number;
  readonly seed: number;
  /** At most so many texts are used; nothing for all. */
  readonly limit: number | undefined;
  /** Name of a backend, or nothing for the fastest. */
  readonly backend: string | undefined;
  /** Threads that share each step, where the backend is wasm. */
  readonly workers: number;
  /** Folder for the model. */
  readonly out: string;
  /** Texts of the user, for the model that is saved; none to train. */
  readonly texts: readonly string[];
}

/** What differs between the examples. */
export interface TextOptionDefaults {
  /** As in `npm run spam`. */
  readonly command: string;
  readonly about: string;
  readonly epochs: number;
  readonly out: string;
}

/**
 * Reads the command line.
 *
 * @returns The options; nothing where help was asked for and printed.
 * @throws UsageError for an unknown option or a wrong value.
 */
export function readTextOptions(
  argv: readonly string[],
  { command, about, epochs, out }: TextOptionDefaults,
): TextOptions | undefined {
  const cli = cac(`${command} --`);
  cli
    .command('[...texts]')
    .usage('[options] [texts, for the model that was saved]')
    .option('--epochs <n>', 'How many times to go through the texts', { default: epochs })
    .option('--seed <n>', 'Root of all random numbers', { default: 1 })
    .option('--limit <n>', 'Use only so many texts')
    .option('--backend <name>', 'tensorflow, wasm or cpu (default: the fastest)')
    .option('--workers <n>', 'Threads that share each step on wasm (default: up to 4)')
    .option('--out <folder>', 'Where the model goes', { default: out })
    .action(() => undefined);
  cli.help((sections) => [
    { body: about },
    ...sections.filter(({ title }) => title === 'Usage' || title === 'Options'),
  ]);
  try {
    const { options: given, args } = cli.parse([...argv], { run: false });
    if (given['help'] === true) return undefined;
    void cli.runMatchedCommand();
    const { backend, limit, workers } = given as Readonly<Record<string, unknown>>;
    return {
      epochs: wholeNumber('--epochs', given['epochs']),
      seed: wholeNumber('--seed', given['seed'], 0),
      limit: limit === undefined ? undefined : wholeNumber('--limit', limit, 50),
      backend: typeof backend === 'string' ? backend : undefined,
      workers: workers === undefined ? threads() : wholeNumber('--workers', workers),
      out: String(given['out']),
      texts: args.map(String),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message);
  }
}

function threads(): number {
  return Math.min(4, availableParallelism());
}

function wholeNumber(option: string, value: unknown, least = 1): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(
    `${option} must be a whole number of at least ${least}, not ${String(value)}`,
  );
}
