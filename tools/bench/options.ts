import { cac } from 'cac';
import { BenchError } from './bench-error.ts';
import { entrantNames } from './entrants.ts';
import { type Part, PARTS } from './plan.ts';

/** What a run is told. */
export interface Options {
  readonly quick: boolean;
  /** Nothing for all. */
  readonly only: readonly Part[] | undefined;
  /** Names; nothing for all that can be had. */
  readonly contestants: readonly string[] | undefined;
  /** Folder of onnxruntime-node. */
  readonly onnxruntime: string | undefined;
  /** Python with Keras. */
  readonly peers: string | undefined;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  /** As `--markdown` states it. */
  readonly date: string | undefined;
}

/**
 * Reads the command line.
 *
 * @param argv - As in `process.argv`.
 * @returns The options; nothing where help was asked for and printed.
 * @throws BenchError for an unknown option or a wrong value.
 */
export function readOptions(argv: readonly string[]): Options | undefined {
  const cli = cac('npm run bench --');
  cli
    .command('')
    .usage('[options]')
    .option('--quick', 'A part of it, in about a minute; figures are rough')
    .option('--only <parts>', `Of ${PARTS.join(', ')}; with commas between`)
    .option('--contestants <names>', 'Only these, with commas between')
    .option('--onnxruntime <folder>', 'Where onnxruntime-node is installed, if not here')
    .option('--peers <python>', 'A Python with keras, tensorflow and jax, to measure those, too')
    .option('--json <file>', 'Write all measurements to a file')
    .option('--markdown <file>', 'Write the tables to a file, as docs/benchmarks.md has them')
    .option('--date <date>', 'The date to state in it (default: today)')
    .action(() => undefined);
  cli.help((sections) => [
    { body: 'Measures Sora Particles and others side by side, each in a process of its own.' },
    ...sections.filter(({ title }) => title === 'Usage' || title === 'Options'),
    { title: 'Contestants', body: `  ${entrantNames.join(', ')}` },
  ]);
  try {
    const { options: given } = cli.parse([...argv], { run: false });
    if (given['help'] === true) return undefined;
    void cli.runMatchedCommand();
    return checked(given);
  } catch (error) {
    if (error instanceof BenchError) throw error;
    const { message } = error as Error;
    throw new BenchError(
      message.replaceAll('`', "'").replace(/^./, (first) => first.toLowerCase()),
    );
  }
}

function checked(given: Readonly<Record<string, unknown>>): Options {
  const { quick = false } = given;
  if (typeof quick !== 'boolean') throw new BenchError('--quick takes no value');
  return {
    quick,
    only: list('--only', given['only'], PARTS),
    contestants: list('--contestants', given['contestants'], entrantNames),
    onnxruntime: text('--onnxruntime', given['onnxruntime']),
    peers: text('--peers', given['peers']),
    json: text('--json', given['json']),
    markdown: text('--markdown', given['markdown']),
    date: text('--date', given['date']),
  };
}

function list<Word extends string>(
  option: string,
  given: unknown,
  known: readonly Word[],
): readonly Word[] | undefined {
  const words = text(option, given)?.split(',');
  return words?.map((word) => {
    const found = known.find((one) => one === word);
    if (found !== undefined) return found;
    throw new BenchError(`${option}: there is no '${word}'; there are ${known.join(', ')}`);
  });
}

function text(option: string, given: unknown): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string' && given !== '') return given;
  if (typeof given === 'number') return String(given);
  throw new BenchError(`${option} must be given once, with a value`);
}
