/** Trains a translator of interface texts, saves it, and has a second process translate with it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { selectBackend } from '@sora-particles/backend';
import { disposeVariables, isParticleError } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { cac } from 'cac';
import { loadPairs } from './data.ts';
import { MODEL } from './particles.ts';
import { scoreTable, scoreTranslations } from './score.ts';
import { train } from './train.ts';

const cli = cac('npm run translate --')
  .option('--epochs <n>', 'How many times to go through the pairs', { default: 14 })
  .option('--limit <n>', 'Use only so many pairs')
  .option('--seed <n>', 'Root of all random numbers', { default: 1 })
  .option('--backend <name>', 'tensorflow, wasm or cpu (default: the fastest)')
  .option('--score <n>', 'How many held-out texts to score', { default: 200 })
  .option('--quick', 'A taste: 1,000 pairs, 2 epochs')
  .option('--out <folder>', 'Where models go', { default: join(import.meta.dirname, '../out') })
  .help();
const { args: texts, options } = cli.parse();
if (options['help'] !== true) {
  try {
    if (texts.length === 0) await run();
    else console.log((await askSecondProcess(texts)).join('\n'));
  } catch (error) {
    if (!isParticleError(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function run(): Promise<void> {
  const quick = options['quick'] === true;
  const limit = quick ? 1000 : (options['limit'] as number | undefined);
  const [seed, epochs] = [options['seed'] as number, quick ? 2 : (options['epochs'] as number)];
  const prefer = options['backend'] as string | undefined;
  const { engine, name, description } = await selectBackend({
    workers: 2,
    ...(prefer !== undefined && { prefer }),
  });
  const data = await loadPairs({ seed, maxWords: 12, limit });
  console.log(`Backend: ${name} (${description})`);
  console.log(
    `Pairs: ${data.train.length} to train on, ${data.test.length} held out (seed ${seed})`,
  );
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
  });
  const { signal } = controller;
  const trained = await train({ pairs: data.train, engine, epochs, seed, signal });
  const version = await createLibrary(fileStore(library())).save(MODEL, {
    particle: trained.particle,
    variables: trained.variables,
    card: {
      name: 'English to French interface texts',
      description: `${trained.stopReason} after ${trained.step} steps.`,
      license: 'Apache-2.0',
    },
  });
  disposeVariables(trained.variables);
  engine.dispose();
  console.log(`Saved as version ${version} of '${MODEL}' in ${library()}`);
  if (trained.stopReason === 'aborted') return;
  const test = data.test.slice(0, options['score'] as number);
  const answers = await askSecondProcess(test.map(({ source }) => source));
  console.log(`Scores on ${test.length} texts that it has not seen:`);
  console.log(scoreTable(scoreTranslations({ train: data.train, test }, answers)).join('\n'));
  const shown = test.slice(0, 8);
  console.log('A second process loaded it and translated them, for example:');
  shown.forEach(({ source, target }, i) => {
    console.log(`  ${source}\n    model:  ${answers[i] ?? ''}\n    people: ${target}`);
  });
}

function library(): string {
  return join(options['out'] as string, 'library');
}

async function askSecondProcess(asked: readonly string[]): Promise<readonly string[]> {
  const script = join(import.meta.dirname, 'predict-process.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[...process.execArgv, script, library(), ...asked],
  ]);
  return JSON.parse(stdout) as string[];
}
