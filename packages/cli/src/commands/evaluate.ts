import { disposeVariables } from '@sora-particles/combinator-core';
import { evaluate as evaluateOn } from '@sora-particles/optimizer';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { wholeNumber } from '../cli/values.ts';
import { readNotes } from '../models/notes.ts';
import { openModel } from '../models/open-model.ts';
import { counted, figuresText } from '../terminal/figures.ts';
import { backendOptions, startBackend } from '../training/backend.ts';
import { dataOptions, prepareData } from '../training/prepare-data.ts';
import { isLossName, taskOf } from '../training/task.ts';

/** `sora evaluate`: how well does a saved model do on other data? */
export const evaluate: Command = {
  name: 'evaluate',
  summary: 'measure a saved model on data',
  args: [{ name: 'model' }],
  options: [
    ...dataOptions,
    { name: 'batch-size', value: 'n', description: 'examples in a run (default 32)' },
    ...backendOptions,
  ],
  examples: [
    'sora evaluate models/digits --data digits/test',
    'sora evaluate models/iris@2 --data test.csv',
  ],
  async run(invocation) {
    const { args, options, terminal, folder, json, signal } = invocation;
    const batchSize = wholeNumber(options, 'batch-size', 1, 32);
    const { engine, name: backend } = await startBackend(invocation);
    try {
      const model = await openModel(args[0] ?? '', folder, signal);
      const { particle, variables, version, name } = model;
      try {
        const notes = readNotes(model.card);
        const chosen = isLossName(notes.loss) ? notes.loss : undefined;
        const task = taskOf(particle, chosen);
        const data = await prepareData(invocation, particle, task, notes);
        const figures = await evaluateOn({
          ...{ particle, variables, engine, signal, batchSize },
          data: data.dataset,
          loss: task.loss,
          metrics: task.metrics,
        });
        if (json) {
          terminal.json({ model: name, version, examples: data.count, figures, backend });
        } else {
          terminal.line(
            { style: 'bold', text: `${name}@${version}` },
            ` on ${counted(data.count, 'example')}: ${figuresText(figures)}`,
          );
        }
        return exitCodes.ok;
      } finally {
        disposeVariables(variables);
      }
    } finally {
      engine.dispose();
    }
  },
};
