import { join, resolve } from 'node:path';
import {
  type AnyParticle,
  disposeVariables,
  initialize,
  toManifest,
  type Variables,
} from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import type { History } from '@sora-particles/optimizer';
import { progressBar } from '@sora-particles/optimizer/terminal';
import type { Command, Invocation } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { isOn, number, text, wholeNumber } from '../cli/values.ts';
import { openComposition } from '../composition/open-composition.ts';
import { readComposition } from '../composition/read-composition.ts';
import { readCatalogue } from '../metadata/catalogue.ts';
import { modelNameOf } from '../models/model-name.ts';
import { writeNotes } from '../models/notes.ts';
import { backendOptions, startBackend } from '../training/backend.ts';
import { digestOf } from '../files/digest.ts';
import { dataOptions, type Prepared, prepareData } from '../training/prepare-data.ts';
import { removeCheckpoint, type RunSettings, saveCheckpoint } from '../training/checkpoint.ts';
import { optimizerNames, optimizerOf } from '../training/optimizers.ts';
import { startingPoint } from '../training/starting-point.ts';
import { lossNames, type LossName, type Task, taskOf } from '../training/task.ts';
import { train as trainEpochs } from '../training/train.ts';
import { counted, figuresText } from '../terminal/figures.ts';

/** `sora train`: trains a composition file and saves the model in a library. */
export const train: Command = {
  name: 'train',
  summary: 'train a composition file on data, and save the model in a library',
  args: [{ name: 'file' }],
  options: [
    ...dataOptions,
    { name: 'validation', value: 'path', description: 'data to measure after each epoch' },
    { name: 'validation-labels', value: 'path', description: 'the IDX file with their labels' },
    {
      name: 'validation-split',
      value: 'part',
      description: 'part of the data, from its end, to measure instead: above 0, below 1',
    },
    {
      name: 'epochs',
      value: 'n',
      description: 'how many times to go through the data (default 10)',
    },
    { name: 'batch-size', value: 'n', description: 'examples in a step (default 32)' },
    { name: 'optimizer', value: 'name', description: 'default adam', choices: optimizerNames },
    { name: 'learning-rate', value: 'x', description: 'default: that of the optimizer' },
    {
      name: 'loss',
      value: 'name',
      description: 'default: by what the particle ends in',
      choices: lossNames,
    },
    { name: 'seed', value: 'n', description: 'root of all random numbers (default 1)' },
    { name: 'out', value: 'folder', description: 'the library of models (default models)' },
    { name: 'name', value: 'name', description: 'of the model (default: that of the composition)' },
    { name: 'resume', description: 'go on with a run that was stopped' },
    { name: 'restart', description: 'begin anew, whatever was left of a run' },
    ...backendOptions,
  ],
  examples: [
    'sora train digits.yaml --data digits/train --validation digits/test',
    'sora train iris.yaml --data iris.csv --target species --epochs 50',
    'sora train digits.yaml --data digits/train --resume',
  ],
  async run(invocation) {
    const plan = readPlan(invocation);
    const { terminal, folder, json, signal } = invocation;
    const file = await readComposition(invocation.args[0] ?? '', folder);
    const name = modelNameOf(plan.name ?? file.name);
    const catalogue = await readCatalogue(folder);
    const { particle, loaded } = await openComposition(file, catalogue, 'always');
    const task = taskOf(particle, plan.loss);
    const data = await prepareData(invocation, particle, task);
    const library = resolve(folder, plan.out);
    // Refuses a name that the library would not take, before anything is trained under it.
    await createLibrary(fileStore(library)).versions(name);
    const checkpoints = join(library, '.sora', name);
    const settings = settingsOf(particle, task, plan, data);

    const backend = await startBackend(invocation);
    const { engine } = backend;
    try {
      const optimizer = optimizerOf(plan.optimizer, plan.learningRate);
      const start = await startingPoint({
        ...{ folder: checkpoints, settings, optimizer },
        ...{ resume: plan.resume, restart: plan.restart },
        fresh: () => initialize(particle, { seed: plan.seed, bindings: data.bindings }),
      });
      if (!json) {
        terminal.line(`Backend: ${backend.name}`);
        terminal.line(`Data: ${counted(data.count, 'example')}, ${told(data)}`);
        terminal.line(`Weights: ${counted(trainable(start.variables), 'number')} to train`);
        if (start.epoch > 0) terminal.line(`Going on after epoch ${start.epoch}`);
      }
      const trained = await trainEpochs(start, {
        ...plan,
        ...{ particle, task, optimizer, engine, signal },
        data: data.dataset,
        validationData: data.validation,
        onEvent: progressBar({ stream: terminal.progress }),
        onEpoch: (standing) => saveCheckpoint(checkpoints, settings, standing),
      });
      const { variables, history, epoch } = trained;
      if (variables === undefined) return stopped(invocation, epoch);
      const version = await createLibrary(fileStore(library))
        .save(name, {
          particle,
          variables,
          packages: versionsOf(catalogue.packages, loaded),
          card: {
            description: `Trained for ${counted(epoch, 'epoch')} with ${task.lossName} and ${plan.optimizer}.`,
            data: [
              `${data.path}: ${counted(data.count, 'example')}`,
              ...writeNotes({ ...data.notes, loss: task.lossName }),
            ],
            metrics: lastFigures(history),
          },
        })
        .finally(() => {
          disposeVariables(variables);
        });
      await removeCheckpoint(checkpoints);
      const model = join(plan.out, name);
      if (json) {
        terminal.json({ model, version, epochs: history, backend: backend.name, loaded });
      } else {
        terminal.line();
        terminal.line(`Trained: ${figuresText(lastFigures(history))}`);
        terminal.line({ style: 'green', text: 'Saved' }, ` as version ${version} of ${model}`);
        terminal.line({ style: 'dim', text: `Next: sora run ${model} <file or folder>` });
      }
      return exitCodes.ok;
    } finally {
      engine.dispose();
    }
  },
};

/** What the command line asks for. */
interface Plan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly optimizer: (typeof optimizerNames)[number];
  readonly learningRate: number | undefined;
  readonly loss: LossName | undefined;
  readonly validationSplit: number | undefined;
  readonly out: string;
  readonly name: string | undefined;
  readonly resume: boolean;
  readonly restart: boolean;
}

function readPlan({ options }: Invocation): Plan {
  const isPart = (value: number): boolean => value > 0 && value < 1;
  return {
    epochs: wholeNumber(options, 'epochs', 1, 10),
    batchSize: wholeNumber(options, 'batch-size', 1, 32),
    seed: wholeNumber(options, 'seed', 0, 1),
    // The names have been checked against the choices.
    optimizer: (text(options, 'optimizer') ?? 'adam') as Plan['optimizer'],
    learningRate: number(options, 'learning-rate', (x) => x > 0, 'a number above 0', undefined),
    loss: text(options, 'loss') as LossName | undefined,
    validationSplit: number(
      options,
      'validation-split',
      isPart,
      'a number above 0 and below 1',
      undefined,
    ),
    out: text(options, 'out') ?? 'models',
    name: text(options, 'name'),
    resume: isOn(options, 'resume'),
    restart: isOn(options, 'restart'),
  };
}

/** What must be the same for a run to be resumed; more epochs may be asked for. */
function settingsOf(
  particle: AnyParticle,
  task: Task,
  { batchSize, seed, optimizer, learningRate, validationSplit }: Plan,
  { digest }: Prepared,
): RunSettings {
  return {
    composition: digestOf(JSON.stringify(toManifest(particle))),
    data: digest,
    loss: task.lossName,
    batchSize,
    seed,
    optimizer,
    learningRate: learningRate ?? null,
    validationSplit: validationSplit ?? null,
  };
}

function stopped({ terminal, json, args }: Invocation, epoch: number): number {
  const kept = epoch > 0;
  if (json) terminal.json({ stopped: true, epoch });
  terminal.note(
    kept
      ? `Stopped. The checkpoint after epoch ${epoch} is kept: go on with the same command and --resume.`
      : `Stopped before the end of the first epoch of ${args[0] ?? ''}: nothing is kept.`,
  );
  return exitCodes.interrupted;
}

function told({ source }: Prepared): string {
  return { table: 'a table', files: 'files by class', idx: 'an IDX file' }[source.type];
}

function trainable(variables: Variables): number {
  return Object.values(variables)
    .filter((variable) => variable.trainable)
    .reduce((sum, { value }) => sum + value.size, 0);
}

function lastFigures(history: History): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(history.at(-1) ?? {}).filter(([name]) => name !== 'epoch'),
  );
}

function versionsOf(
  packages: readonly { readonly name: string; readonly version: string }[],
  loaded: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    packages
      .filter(({ name }) => loaded.includes(name) || name === '@sora-particles/combinator-core')
      .map(({ name, version }) => [name, version]),
  );
}
