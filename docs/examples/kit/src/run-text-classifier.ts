import { resolve } from 'node:path';
import { selectBackend } from '@sora-particles/backend';
import {
  type AnyParticle,
  disposeVariables,
  type Engine,
  initialize,
  summary,
  type Variables,
} from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import {
  accuracy,
  adam,
  auc,
  evaluate,
  fit,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import { progressBar } from '@sora-particles/optimizer/terminal';
import { answerTexts } from './answer-texts.ts';
import { crossValidate } from './cross-validate.ts';
import type { TextOptions } from './options.ts';
import { type SavedModel, savedModel } from './saved-model.ts';
import { type LabelledTexts, splitInTwo } from './split.ts';
import { counted, grouped, percent } from './text.ts';

/** A classifier of texts in two classes, and what it is taught with. */
export interface TextClassifierTask {
  /** Name of the model in its library. */
  readonly name: string;
  /** From a text to a label. */
  readonly particle: AnyParticle;
  readonly labels: readonly [no: string, yes: string];
  readonly data: () => Promise<LabelledTexts>;
  /** Share of the texts that are trained on; the others test. */
  readonly trainingShare: number;
  readonly learningRate: number;
  /** In how many folds all texts are cross-validated before. Default none. */
  readonly folds?: number;
  /** For the model card. */
  readonly card: { readonly title: string; readonly use: string; readonly data: string };
}

/** How good a model is on texts that it was not trained on. */
export interface TextFigures {
  readonly accuracy: number;
  readonly auc: number;
  /** Accuracy of the answer that is right most often. */
  readonly baseline: number;
  readonly model: SavedModel;
}

const say = (line: string): void => {
  console.log(line);
};

/** Trains, tests, saves, and has a second process answer; or answers the texts of the user. */
export async function runTextClassifier(
  task: TextClassifierTask,
  options: TextOptions,
  signal: AbortSignal,
): Promise<TextFigures | undefined> {
  const library = resolve(options.out, 'library');
  if (options.texts.length > 0) {
    await answerUser(task, options.out, options.texts, signal);
    return undefined;
  }
  const { backend: prefer, workers, seed, epochs, limit } = options;
  const backend = await selectBackend({ workers, ...(prefer !== undefined && { prefer }) });
  say(`Backend: ${backend.name} (${backend.description})`);
  const all = await task.data();
  const used = limit === undefined ? all : splitInTwo(all, limit / all.texts.length, seed)[0];
  const [training, test] = splitInTwo(used, task.trainingShare, seed);
  say(
    `Texts: ${grouped(training.texts.length)} to train on, ${grouped(test.texts.length)} to test with`,
  );
  say(`\n${summary(task.particle)}\n`);
  if (task.folds !== undefined && !(await validate(task, used, options, backend.engine, signal))) {
    backend.engine.dispose();
    return undefined;
  }
  const { variables, stopReason } = await fit({
    particle: task.particle,
    variables: initialize(task.particle, { seed }),
    data: { x: training.texts, y: training.classes },
    loss: sparseCategoricalCrossEntropy(),
    optimizer: adam({ learningRate: task.learningRate }),
    metrics: [accuracy()],
    ...{ epochs, seed, signal, engine: backend.engine, donate: true },
    onEvent: progressBar({ stream: process.stdout }),
  });
  try {
    const isWhole = stopReason !== 'aborted';
    const scores = isWhole ? await measure(task, variables, test) : undefined;
    const model = await save(task, variables, library, scores);
    say(`\nSaved as version ${model.version} of '${model.name}' in ${model.library}`);
    if (scores === undefined) {
      say(
        'Stopped: what was trained so far is saved, and answers texts; run it again to train anew.',
      );
      return undefined;
    }
    const baseline = commonest(test.classes);
    say(
      `Test: ${percent(scores.accuracy)} right (always the same answer: ${percent(baseline)}), AUC ${scores.auc.toFixed(4)}`,
    );
    await showAnswers(task, model, test, signal);
    return { ...scores, baseline, model };
  } finally {
    disposeVariables(variables);
    backend.engine.dispose();
  }
}

/** Whether it came to its end. */
async function validate(
  { particle, folds = 5, learningRate }: TextClassifierTask,
  used: LabelledTexts,
  { epochs, seed }: TextOptions,
  engine: Engine,
  signal: AbortSignal,
): Promise<boolean> {
  say(`Cross-validation in ${folds} folds ...`);
  const scores = await crossValidate(used, {
    ...{ particle, folds, learningRate, epochs, seed, engine, signal },
  });
  if (signal.aborted) return false;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  say(`  ${scores.map((score) => percent(score, 1)).join(', ')}: ${percent(mean)} on average\n`);
  return true;
}

async function measure(
  { particle }: TextClassifierTask,
  variables: Variables,
  { texts, classes }: LabelledTexts,
): Promise<{ readonly accuracy: number; readonly auc: number }> {
  const data = { x: texts, y: classes };
  const scores = await evaluate({ particle, variables, data, metrics: [accuracy(), auc()] });
  return { accuracy: scores['accuracy'] ?? NaN, auc: scores['auc'] ?? NaN };
}

async function save(
  { name, particle, card }: TextClassifierTask,
  variables: Variables,
  library: string,
  metrics: Readonly<Record<string, number>> = {},
): Promise<SavedModel> {
  const version = await createLibrary(fileStore(library)).save(name, {
    particle,
    variables,
    card: {
      ...{ name: card.title, license: 'Apache-2.0', intendedUse: card.use, data: [card.data] },
      metrics,
    },
  });
  return { library, name, version };
}

/** Hands texts of the test set, raw, to a process that has only the saved model. */
async function showAnswers(
  { labels }: TextClassifierTask,
  model: SavedModel,
  { texts, classes }: LabelledTexts,
  signal: AbortSignal,
): Promise<void> {
  const shown = texts.slice(0, 5);
  const answers = await answerTexts(model, shown, signal);
  const right = answers.filter(({ label }, i) => label === labels[classes[i] ?? 0]).length;
  say(`\nA second process loaded it and read ${counted(shown.length, 'text')}, ${right} rightly:`);
  answers.forEach(({ label, score }, i) => {
    say(`  ${label} (${percent(score, 0)})  ${short(shown[i] ?? '')}`);
  });
}

async function answerUser(
  { name }: TextClassifierTask,
  out: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const answers = await answerTexts(await savedModel(name, out), texts, signal);
  answers.forEach(({ label, score }, i) => {
    say(`${label} (${percent(score, 1)})  ${short(texts[i] ?? '')}`);
  });
}

/** How often the most frequent class would be right. */
function commonest(classes: readonly number[]): number {
  const yes = classes.filter((label) => label === 1).length;
  return Math.max(yes, classes.length - yes) / classes.length;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
