/** Trains a recogniser of handwritten digits, tests it, saves it, and has a second process use it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { selectBackend } from '@sora-particles/backend';
import {
  disposeVariables,
  initialize,
  isParticleError,
  type Label,
  summary,
} from '@sora-particles/combinator-core';
import { progressBar } from '@sora-particles/optimizer/terminal';
import { type DigitData, loadDigits } from './data.ts';
import { readDigitFiles, readDigits, recognizers } from './digits.ts';
import { drawConfusion, drawLoss, drawMisread } from './draw.ts';
import { examine, type Examination } from './examine.ts';
import type { RunFigures } from './figures.ts';
import { INTERRUPTED, onInterrupt } from './interrupt.ts';
import { type Options, readOptions, UsageError } from './options.ts';
import { writeReport } from './report/report.ts';
import { reportFile, saveModel } from './save.ts';
import { askSecondProcess, pngOf } from './serve.ts';
import { counted, grouped, percent } from './text.ts';
import { train } from './train.ts';

const say = (line: string) => {
  console.log(line);
};

async function run(options: Options, signal: AbortSignal): Promise<number> {
  const { epochs, batchSize, seed, recognizer, augment, out } = options;
  const backend = await selectBackend(
    options.backend === undefined ? {} : { prefer: options.backend },
  );
  say(`Backend: ${backend.name} (${backend.description})`);
  for (const { name, reason } of backend.tried) say(`  not ${name}: ${reason}`);

  const data = await loadDigits(options.limit);
  say(
    `Images: ${grouped(data.train.count)} to train on, ${grouped(data.test.count)} to test with\n`,
  );

  const create = recognizers[recognizer];
  if (create === undefined) throw new UsageError(`there is no recognizer '${recognizer}'`);
  const particle = readDigits({ recognizer: create(), augment });
  const files = readDigitFiles(particle);
  say(`${summary(particle, { height: 28, width: 28 })}\n`);

  const weights = initialize(particle, { seed });
  const parameters = Object.values(weights)
    .filter(({ trainable }) => trainable)
    .reduce((sum, { value }) => sum + value.size, 0);
  const onEvent = progressBar({ stream: process.stdout });
  const trained = await train({
    ...{ particle, variables: weights, data, engine: backend.engine, signal, onEvent },
    ...{ epochs, batchSize, seed, recognizer },
  });
  const { variables, stopReason } = trained;
  const known = {
    ...{ backend: backend.name, backendDescription: backend.description, recognizer, augment },
    ...{ seed, batchSize, trainingImages: data.train.count, testImages: data.test.count },
    ...{ parameters, epochs: trained.epochs, stopReason },
  };
  if (stopReason === 'aborted') {
    const description = `Stopped after ${counted(trained.epochs.length, 'epoch')}, ${counted(trained.step, 'step')}.`;
    const model = await saveModel({ particle: files, variables, out, metrics: {}, description });
    disposeVariables(variables);
    await writeFigures(options.json, { ...known, model });
    say(`${description} Saved as version ${model.version} of '${model.name}' in ${model.library}`);
    return INTERRUPTED;
  }

  say(`\nLoss, from the first step to the last:\n${drawLoss(trained.losses)}`);
  const examination = await examine({
    ...{ particle, variables, engine: backend.engine, signal },
    digits: data.test,
  });
  show(examination, data);
  const model = await saveModel({
    ...{ particle: files, variables, out },
    metrics: { accuracy: examination.accuracy },
    description: `Trained for ${counted(epochs, 'epoch')} with seed ${seed}.`,
  });
  disposeVariables(variables);
  say(`\nSaved as version ${model.version} of '${model.name}' in ${model.library}`);

  const served = await serve(data, model, backend.name, signal);
  const report = reportFile(out);
  const figures = { ...known, testAccuracy: examination.accuracy, model, served, report };
  const { losses } = trained;
  const html = await writeReport({
    figures,
    losses,
    examination,
    digits: data.test,
    particle: files,
  });
  await writeFile(report, html);
  await writeFigures(options.json, figures);
  say(`\nReport: ${pathToFileURL(report).href}`);
  if (recognizer === 'digits' && epochs < 10) {
    say('The best figure of this network takes longer: npm run mnist -- --epochs 10');
  }
  return 0;
}

function show({ accuracy, count, confusion, misread }: Examination, { test }: DigitData): void {
  say(
    `\nTest: ${percent(accuracy)} right of ${counted(count, 'image')}, ${grouped(misread.length)} misread\n`,
  );
  say(drawConfusion(confusion));
  if (misread.length > 0)
    say(`\nThe surest mistakes:\n\n${drawMisread(test, misread.slice(0, 3))}`);
}

/** Hands ten test images, as PNG files, to a process that has only the saved model. */
async function serve(
  { test }: DigitData,
  { library, version }: RunFigures['model'],
  backend: string,
  signal: AbortSignal,
): Promise<{ readonly files: number; readonly right: number }> {
  const shown = Array.from({ length: Math.min(10, test.count) }, (_, index) => index);
  const files = shown.map((index) => pngOf(test, index));
  const answers = await askSecondProcess({ library, version, backend, files, signal });
  const right = shown.filter(
    (index) => answers[index]?.label === String(test.labels[index]),
  ).length;
  const list = answers
    .map(({ label, score }: Label) => `${label} (${percent(score, 0)})`)
    .join(', ');
  say(
    `A second process loaded it and read ${counted(files.length, 'PNG file')}, ${right} of them rightly:`,
  );
  say(`  ${list}`);
  return { files: files.length, right };
}

async function writeFigures(file: string | undefined, figures: RunFigures): Promise<void> {
  if (file === undefined) return;
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv, join(import.meta.dirname, '../out'));
    if (options === undefined) return 0;
    const interrupt = onInterrupt(say);
    try {
      return await run(options, interrupt.signal);
    } finally {
      interrupt.dispose();
    }
  } catch (error) {
    if (isParticleError(error, 'aborted')) return INTERRUPTED;
    if (error instanceof UsageError) {
      console.error(`${error.message} (see --help)`);
      return 2;
    }
    if (isParticleError(error, 'backend-missing')) {
      const { summary: what, expected, remedy } = error;
      const hint = remedy ?? (expected === undefined ? 'see --help' : `it must be ${expected}`);
      console.error(`--backend: ${what} (${hint})`);
      return 2;
    }
    if (!isParticleError(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = await main();
