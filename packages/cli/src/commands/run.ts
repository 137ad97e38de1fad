import { resolve } from 'node:path';
import { createModel } from '@sora-particles/combinator-core';
import { dispose, Tensor } from '@tensorflow/tfjs-core';
import type { Command } from '../cli/command.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { text, wholeNumber } from '../cli/values.ts';
import type { TableFormat } from '../data/read-table.ts';
import { answersOf, answerText } from '../models/answers.ts';
import { readNotes } from '../models/notes.ts';
import { openModel } from '../models/open-model.ts';
import { readQuestions } from '../models/questions.ts';
import { backendOptions, startBackend } from '../training/backend.ts';

/** `sora run`: asks a saved model. */
export const run: Command = {
  name: 'run',
  summary: 'ask a saved model about files, a table, or standard input (-)',
  args: [{ name: 'model' }, { name: 'input' }],
  options: [
    {
      name: 'format',
      value: 'format',
      description: 'of a table whose name does not tell it (standard input: jsonl)',
      choices: ['csv', 'tsv', 'jsonl'],
    },
    { name: 'batch-size', value: 'n', description: 'examples that are run together (default 32)' },
    ...backendOptions,
  ],
  examples: [
    'sora run models/digits letter.png',
    'sora run models/iris flowers.csv --json',
    'cat letter.png | sora run models/digits -',
  ],
  async run(invocation) {
    const { args, options, terminal, folder, json, signal, stdin } = invocation;
    const [given = '', input = ''] = args;
    const batchSize = wholeNumber(options, 'batch-size', 1, 32);
    const path = input === '-' ? input : resolve(folder, input);
    const { engine } = await startBackend(invocation);
    try {
      const { particle, variables, card } = await openModel(given, folder, signal);
      const model = createModel(particle, variables, { engine });
      try {
        const notes = readNotes(card);
        // The choices have been checked.
        const format = text(options, 'format') as TableFormat | undefined;
        const { names, part } = await readQuestions({
          particle,
          notes,
          path,
          format,
          folder,
          stdin,
        });
        const width = Math.max(...names.map((name) => name.length));
        const showProgress = terminal.progress.isTTY === true && names.length > batchSize;
        for (let from = 0; from < names.length; from += batchSize) {
          const to = Math.min(names.length, from + batchSize);
          const asked = await part(from, to);
          let answers;
          try {
            const output = await model.predict(asked, { batchSize, signal });
            answers = await answersOf(particle.output, output, to - from, notes.labels);
          } finally {
            dispose(Object.values(asked).filter((value) => value instanceof Tensor));
          }
          if (showProgress) terminal.progress.write(`\r\u001b[K`);
          answers.forEach((answer, i) => {
            const name = names[from + i] ?? '';
            if (json) terminal.jsonLine({ input: name, ...answer });
            else terminal.line(`${name.padEnd(width)}  ${answerText(answer)}`);
          });
          if (showProgress && to < names.length) {
            terminal.progress.write(`${to}/${names.length}`);
          }
        }
        return exitCodes.ok;
      } finally {
        model.dispose();
      }
    } finally {
      engine.dispose();
    }
  },
};
