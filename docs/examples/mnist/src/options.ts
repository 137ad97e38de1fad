import { availableParallelism } from 'node:os';
import { UsageError } from '@sora-particles/example-kit';
import { cac } from 'cac';
import { isRecognizerName, recognizers, type RecognizerName } from './digits.ts';

/** What a run of the example is told. */
export interface Options {
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Name of a backend, or nothing for the fastest. */
  readonly backend: string | undefined;
  /** Threads that share each step, where the backend is wasm. */
  readonly workers: number;
  readonly recognizer: RecognizerName;
  /** Most images of each set; nothing for all. */
  readonly limit: number | undefined;
  readonly augment: boolean;
  /** Folder for the models and the report. */
  readonly out: string;
  /** File for the figures. */
  readonly json: string | undefined;
}

const EXAMPLES = [
  '  $ npm run mnist                                    about two minutes on two cores',
  '  $ npm run mnist -- --limit 2000                    a taste, in seconds',
  '  $ npm run mnist -- --recognizer lenet --augment --epochs 10 --batch-size 64',
];

/**
 * Reads the command line.
 *
 * @param argv - As in `process.argv`.
 * @param out - Default folder of the output.
 * @returns The options; nothing where help was asked for and printed.
 * @throws UsageError for an unknown option or a wrong value.
 */
export function readOptions(argv: readonly string[], out: string): Options | undefined {
  const cli = cac('npm run mnist --');
  cli
    .command('')
    .usage('[options]')
    .option('--epochs <n>', 'How many times to go through the 60,000 images', { default: 10 })
    .option('--batch-size <n>', 'Images in a step', { default: 32 })
    .option('--seed <n>', 'Root of all random numbers', { default: 1 })
    .option('--backend <name>', 'tensorflow (alias tfjs-node), wasm or cpu (default: the fastest)')
    .option(
      '--workers <n>',
      'Threads that share each step on wasm (default: one for each core, up to 4)',
    )
    .option('--recognizer <name>', Object.keys(recognizers).join(', '), { default: 'digits' })
    .option('--limit <n>', 'Use only the first n images of each set')
    .option('--augment', 'Turn, shift and scale the images a little while training')
    .option('--out <folder>', 'Where models and report go', { default: out })
    .option('--json <file>', 'Write the figures to a file')
    .action(() => undefined);
  cli.help((sections) => [
    {
      body: 'Trains a recogniser of handwritten digits, tests it, saves it, loads it and uses it.',
    },
    ...sections.filter(({ title }) => title === 'Usage' || title === 'Options'),
    { title: 'Examples', body: EXAMPLES.join('\n') },
  ]);
  try {
    const { options: given } = cli.parse([...argv], { run: false });
    if (given['help'] === true) return undefined;
    void cli.runMatchedCommand();
    return checked(given);
  } catch (error) {
    throw new UsageError(asSentence((error as Error).message));
  }
}

function checked(given: Readonly<Record<string, unknown>>): Options {
  const { backend, recognizer, augment = false, json } = given;
  if (!isRecognizerName(recognizer)) {
    const known = Object.keys(recognizers).join(', ');
    throw new UsageError(`--recognizer must be one of ${known}, not '${String(recognizer)}'`);
  }
  if (typeof augment !== 'boolean') throw new UsageError('--augment takes no value');
  return {
    epochs: count('--epochs', given['epochs'], 1, 1000),
    batchSize: count('--batch-size', given['batchSize'], 1, 10_000),
    seed: count('--seed', given['seed'], 0, Number.MAX_SAFE_INTEGER),
    backend: backend === undefined ? undefined : text('--backend', backend),
    workers: given['workers'] === undefined ? cores() : count('--workers', given['workers'], 1, 64),
    recognizer,
    limit: given['limit'] === undefined ? undefined : count('--limit', given['limit'], 1, 60_000),
    augment,
    out: text('--out', given['out']),
    json: json === undefined ? undefined : text('--json', json),
  };
}

function cores(): number {
  return Math.min(4, availableParallelism());
}

function count(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) {
    return value;
  }
  const range = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `from ${least}`;
  throw new UsageError(`${name} must be a whole number ${range}, not '${shown(value)}'`);
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new UsageError(`${name} must be one text, not '${shown(value)}'`);
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(' and ') : String(value);
}

/** cac's messages begin in lower case or not, quote with backticks, and name options in camel case. */
function asSentence(message: string): string {
  return message
    .replaceAll('`', "'")
    .replace(/^./, (first) => first.toLowerCase())
    .replace(/(?<='--\w*)[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
