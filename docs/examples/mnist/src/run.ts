import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { selectBackend, type SelectedBackend } from '@sora-particles/backend';
import {
  disposeVariables,
  type Engine,
  initialize,
  type Label,
  summary,
} from '@sora-particles/combinator-core';
import { progressBar } from '@sora-particles/optimizer/terminal';
import { type DigitData, loadDigits } from './data.ts';
import { readDigitFiles, readDigits, recognizers } from './digits.ts';
import { drawConfusion, drawLoss, drawMisread } from './draw.ts';
import { examine, type Examination } from './examine.ts';
import type { RunFigures } from './figures.ts';
import type { Options } from './options.ts';
import { writeReport } from './report/report.ts';
import { reportFile, saveModel } from './save.ts';
import { askSecondProcess, pngOf } from './serve.ts';
import { counted, grouped, percent } from '@sora-particles/example-kit';
import { train, type Trained } from './train.ts';

/** The command for the best figure. */
const DEEPER = 'npm run mnist -- --recognizer lenet --augment --epochs 12 --batch-size 64';

const say = (line: string) => {
  console.log(line);
};

/** The run from start to end: what it does is said as it goes, and nothing else is printed. */
export async function run(options: Options, signal: AbortSignal): Promise<void> {
  const { backend: prefer, workers } = options;
  await checkOutput(options);
  const backend = await selectBackend({ workers, ...(prefer !== undefined && { prefer }) });
  const { engine } = backend;
  try {
    await runOn(backend, options, signal);
  } finally {
    engine.dispose();
  }
}

async function runOn(
  backend: SelectedBackend,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { engine } = backend;
  const { workers, recognizer, augment, seed, out } = options;
  say(`Backend: ${backend.name} (${backend.description})`);
  say(`Engine: ${engineText(engine, workers)}`);
  for (const { name, reason } of backend.tried) say(`  not ${name}: ${reason}`);
  const data = await loadDigits(options.limit);
  say(`Images: ${grouped(data.train.count)} to train on, ${grouped(data.test.count)} to test with`);

  const particle = readDigits({ recognizer: recognizers[recognizer](), augment });
  say(`\n${summary(particle, { height: 28, width: 28 })}\n`);
  const weights = initialize(particle, { seed });
  const parameters = Object.values(weights).reduce(
    (sum, { value, trainable }) => (trainable ? sum + value.size : sum),
    0,
  );
  const onEvent = progressBar({ stream: process.stdout });
  const trained = await train({
    ...options,
    particle,
    variables: weights,
    data,
    engine,
    signal,
    onEvent,
  });

  const { variables } = trained;
  const files = readDigitFiles(particle);
  const model = await saveModel({ particle: files, variables, out, ...toldOf(trained) });
  say(`\n${toldOf(trained).description}`);
  say(`Saved as version ${model.version} of '${model.name}' in ${model.library}`);
  const known: RunFigures = {
    ...{ backend: backend.name, backendDescription: backend.description, recognizer, augment },
    ...{ seed, batchSize: options.batchSize, parameters, model },
    ...{ trainingImages: data.train.count, testImages: data.test.count },
    ...{ epochs: trained.epochs, stopReason: trained.stopReason },
  };
  await writeFigures(options.json, known);
  if (trained.stopReason === 'aborted') {
    disposeVariables(variables);
    return;
  }

  say(`\nLoss, from the first step to the last:\n${drawLoss(trained.losses)}`);
  const examination = await examine({ particle, variables, engine, signal, digits: data.test });
  disposeVariables(variables);
  show(examination, data);
  const served = await serve(data, model, backend.name, signal);

  const report = reportFile(out);
  const figures = { ...known, testAccuracy: examination.accuracy, served, report };
  const { losses } = trained;
  await writeFile(
    report,
    await writeReport({ figures, losses, examination, digits: data.test, particle: files }),
  );
  await writeFigures(options.json, figures);
  say(`\nReport: ${pathToFileURL(report).href}`);
  if (recognizer === 'digits') {
    say(`Deeper networks read better, and take longer: ${DEEPER}`);
  }
}

function engineText({ name }: Engine, workers: number): string {
  return name === 'wasm' ? `wasm, ${counted(workers, 'thread')}` : name;
}

/** What the card of the model says about the training. */
function toldOf({ epochs, step, stopReason }: Trained) {
  const last = epochs.at(-1);
  const how = stopReason === 'aborted' ? 'Stopped' : 'Trained';
  return {
    description: `${how} after ${counted(epochs.length, 'epoch')}, ${counted(step, 'step')}.`,
    metrics: last === undefined ? {} : { accuracy: last.testAccuracy },
  };
}

function show({ accuracy, count, confusion, misread }: Examination, { test }: DigitData): void {
  say(
    `\nTest: ${percent(accuracy)} right of ${counted(count, 'image')}, ${grouped(misread.length)} misread`,
  );
  say(`\n${drawConfusion(confusion)}`);
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
  const list = answers.map(({ label, score }: Label) => `${label} (${percent(score, 0)})`);
  say(
    `\nA second process loaded it and read ${counted(files.length, 'PNG file')}, ${right} of them rightly:`,
  );
  say(`  ${list.join(', ')}`);
  return { files: files.length, right };
}

/** Makes the folders and opens the file, so that what cannot be written is told before the training. */
async function checkOutput({ out, json }: Options): Promise<void> {
  await mkdir(out, { recursive: true });
  if (json === undefined) return;
  await mkdir(dirname(resolve(json)), { recursive: true });
  await appendFile(json, '');
}

async function writeFigures(file: string | undefined, figures: RunFigures): Promise<void> {
  if (file === undefined) return;
  await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}
